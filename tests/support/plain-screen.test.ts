import { describe, expect, it } from 'vitest'
import { Browser } from './app.ts'
import { parseHtml, select, wordsOf } from './html.ts'
import { openPlainScreen } from './plain-screen.ts'

const FORM = `<!doctype html><html><head><title>Book</title></head><body><main><h1>Book</h1>
  <form method="post" action="/bookings"><input type="hidden" name="key" value="k&amp;1">
    <label for="who">Customer</label><input id="who" name="who" value="">
    <label>Treatment <select name="what"><option value="">None</option>
      <option value="7">Peel, 45 min</option></select></label>
    <fieldset><legend>Paid by</legend><label><input type="radio" name="mode" value="upi" checked>
      UPI</label><label><input type="radio" name="mode" value="card">Card</label></fieldset>
    <input type="checkbox" name="here" value="true"><input name="off" value="x" disabled>
    <details><summary>More</summary><textarea name="notes" aria-label="Notes">a</textarea></details>
    <button name="way" value="draft" formaction="/drafts">Save draft</button>
    <button name="way" value="now">Book</button></form>
  <a href="/list" hidden>Hidden</a><a href="/list">List</a></main></body></html>`

type Sent = { path: string; method: string; body: string }

function open(answers: Record<string, Response> = {}) {
  const sent: Sent[] = []
  const app = {
    request(url: string, { method = 'GET', body }: RequestInit) {
      const path = url.replace('http://clinic.test', '')
      sent.push({ path, method, body: String(body ?? '') })
      return answers[path]?.clone() ?? page(FORM)
    },
  }
  return { sent, screen: openPlainScreen(new Browser(app)) }
}

function page(html: string, init: ResponseInit = {}): Response {
  return new Response(html, { ...init, headers: { 'Content-Type': 'text/html', ...init.headers } })
}

describe('a page without script', () => {
  it('sends what its form holds, and of its buttons the one that is pressed', async () => {
    const { sent, screen } = open()
    await screen.goto('/new')
    await screen.fill('Customer', 'Priya')
    await screen.choose('Treatment', 'Peel')
    await screen.press(await screen.find('radio', 'Card'))
    await screen.click('button', 'Book')
    const fields = 'key=k%261&who=Priya&what=7&mode=card&notes=a&way=now'
    expect(sent.at(-1)).toEqual({ path: '/bookings', method: 'POST', body: fields })
    await screen.click('button', 'Save draft')
    expect(sent.at(-1)).toMatchObject({
      path: '/drafts',
      body: expect.stringMatching(/way=draft$/),
    })
  })

  it('finds nothing that is hidden or folded away', async () => {
    const { screen } = open()
    await screen.goto('/new')
    expect(await screen.count('link', 'Hidden')).toBe(0)
    await expect(screen.press(await screen.field('Notes'))).rejects.toThrow('not to be seen')
    await screen.press(await screen.part('summary', 'More'))
    await screen.fill('Notes', 'b')
    expect(await screen.value('Notes')).toBe('b')
  })

  it('follows what the server answers, keeps files and other sites out, and asks anew going back', async () => {
    const { sent, screen } = open({
      '/bookings': new Response(null, { status: 303, headers: { Location: '/list#row' } }),
      '/list': page('<h1>List</h1><a id="row" href="/paper">Paper</a><a href="//else">Else</a>'),
      '/paper': new Response('%PDF', { headers: { 'Content-Type': 'application/pdf' } }),
      '/kept': page('<h1>Kept</h1>', { headers: { 'Cache-Control': 'no-store' } }),
    })
    await screen.goto('/kept')
    await screen.goto('/new')
    await screen.click('button', 'Book')
    expect([screen.path(), (await screen.focus()).id]).toEqual(['/list#row', 'row'])
    await screen.click('link', 'Paper')
    await expect(screen.click('link', 'Else')).rejects.toThrow('leads away')
    expect(screen.path()).toBe('/list#row')
    await screen.back()
    expect([screen.path(), sent.length]).toEqual(['/new', 5])
    await screen.back()
    expect([screen.path(), sent.length]).toEqual(['/kept', 6])
  })

  it('says what it did not find, and complains of a mistake of the server', async () => {
    const { screen } = open({ '/broken': page('<h1>Sorry</h1><h1>Twice</h1>', { status: 500 }) })
    await screen.goto('/new')
    await expect(screen.find('button', 'Cancel')).rejects.toThrow('no button called “Cancel”')
    await expect(screen.reads('Booked')).rejects.toThrow('does not say “Booked”')
    await screen.goto('/broken')
    expect(screen.problems).toEqual(['500 of /broken', '2 h1 on /broken'])
  })
})

describe('parseHtml', () => {
  it('refuses what is not closed as it was opened', () => {
    expect(() => parseHtml('<p><b>x</p>')).toThrow('</p> closes <b>')
    expect(() => parseHtml('<p>x')).toThrow('<p> is not closed')
  })

  it('keeps words of blocks and of neighbours apart, and those of a sentence together', () => {
    const said = parseHtml('<p><a>INV-1</a>, today</p><p>Total<b>!</b></p><i>5</i><i>%</i>')
    expect(wordsOf(said)).toBe('INV-1, today Total! 5 %')
  })

  it.each([
    ['.row a', 2],
    ['#one', 1],
    ['a[title*="b c"], p', 2],
    ['[href$=".pdf"]', 1],
    ['main a', 0],
  ])('finds by %s', (selector, count) => {
    const html =
      '<div class="x row"><a id="one" title="a, b c">1</a><p><a href="/x.pdf">2</a></p></div>'
    expect(select(parseHtml(html), selector)).toHaveLength(count)
  })
})

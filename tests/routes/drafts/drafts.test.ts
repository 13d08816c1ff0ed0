import { beforeAll, describe, expect, it } from 'vitest'
import { markPasswordHash } from '../../../src/db/logins.ts'
import {
  attributeOf,
  Browser,
  browserAs,
  formKeyOf,
  type Page,
  tagsOf,
  textOf,
  useApp,
} from '../../support/app.ts'
import { clockAt, insertAs, makeBranch, type TestBranch, TODAY } from '../../support/factories.ts'
import { hashQuickly } from '../../support/passwords.ts'

const test = useApp({ clock: clockAt(TODAY, '12:05') })
let branch: TestBranch
let reception: Browser

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  await insertAs(test.clinic, branch.id, async (trx) =>
    markPasswordHash(trx, branch.people.receptionist.id, await hashQuickly(PASSWORD)),
  )
})

const PASSWORD = 'monsoon tea garden'

const FORM = '/customers/new'
const TYPED = { draft_form: FORM, draft: '', name: 'Neha Patel', address: 'Flat 5' }

/** A browser of a person with no drafts. */
async function newDesk() {
  const place = await makeBranch(test.clinic)
  return browserAs(test, place, 'receptionist')
}

async function keep(browser: Browser, fields: Record<string, string> = TYPED) {
  const answer = await browser.post('/drafts', fields)
  return { status: answer.status, ...JSON.parse(answer.html) } as {
    status: number
    id: string
    savedAt: string
  }
}

function valueIn(page: Page, name: string): string | undefined {
  const tag = tagsOf(page.html, 'input').find((each) => attributeOf(each, 'name') === name)
  return tag && (attributeOf(tag, 'value') ?? '')
}

describe('POST /drafts', () => {
  it('keeps a form, whose address then opens with what was typed', async () => {
    reception = await newDesk()
    const { status, id, savedAt } = await keep(reception)
    expect([status, savedAt]).toEqual([200, '12:05'])
    const page = await reception.get(`${FORM}?draft=${id}`)
    expect([valueIn(page, 'name'), valueIn(page, 'draft')]).toEqual(['Neha Patel', id])
  })

  it('keeps the lines of a bill', async () => {
    reception = await newDesk()
    const lines = { 'lines.0.item': 'Clean up', 'lines.0.rate': '500', 'lines.1.item': 'Own words' }
    const { id } = await keep(reception, { ...lines, draft_form: '/billing/new', draft: '' })
    const page = await reception.get(`/billing/new?draft=${id}`)
    expect(
      ['lines.0.item', 'lines.0.rate', 'lines.1.item'].map((name) => valueIn(page, name)),
    ).toEqual(['Clean up', '500', 'Own words'])
  })

  it.each(['', 'customers/new', '//evil.example/', 'https://evil.example/', '/x?y=1', '/\\evil'])(
    'refuses the form %j',
    async (form) => {
      const answer = await (await newDesk()).post('/drafts', { ...TYPED, draft_form: form })
      expect(answer.status).toBe(422)
    },
  )
})

describe('a form that was left unsaved', () => {
  it('is offered when the form is opened again, and forgotten when discarded', async () => {
    reception = await newDesk()
    const { id } = await keep(reception)
    const offered = await reception.get(FORM)
    expect(textOf(offered.html)).toContain('Not saved at 12:05. Continue?')
    expect(valueIn(offered, 'name')).toBe('')
    expect(offered.html).toContain(`href="${FORM}?draft=${id}"`)
    const answer = await reception.post(`/drafts/${id}/removal`, { draft_form: FORM })
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, FORM])
    expect(textOf((await reception.get(FORM)).html)).not.toContain('Not saved at')
  })

  it('is not shown to anybody else', async () => {
    reception = await newDesk()
    const { id } = await keep(reception)
    const page = await (await newDesk()).get(`${FORM}?draft=${id}`)
    expect(valueIn(page, 'name')).toBe('')
  })

  it('is gone once it is saved, and a refused one stays', async () => {
    reception = await newDesk()
    const { id } = await keep(reception)
    const send = async (phone: string) => {
      const form = await reception.get(`${FORM}?draft=${id}`)
      const fields = { ...TYPED, draft: id, phone, form_key: formKeyOf(form.html, '/customers') }
      return reception.post('/customers', fields)
    }
    const refused = await send('12')
    expect([refused.status, valueIn(refused, 'draft')]).toEqual([422, id])
    expect((await send('98450 11223')).status).toBe(303)
    expect(textOf((await reception.get(FORM)).html)).not.toContain('Not saved at')
  })
})

describe('a form that is sent after the login has ended', () => {
  const WRONG = 'not the password'

  async function send(browser: Browser, path: string, fields: Record<string, string>) {
    return browser.post(path, fields)
  }

  it('is kept by the sign-in, also when the password is wrong at first', async () => {
    const anyone = new Browser(test.app)
    const asked = await send(anyone, '/customers', { ...TYPED, phone: '98450 11224' })
    expect(asked.status).toBe(401)
    expect(textOf(asked.html)).toContain('Your entries are kept.')
    const { email } = branch.people.receptionist
    const kept = {
      kept_form: valueIn(asked, 'kept_form') ?? '',
      kept_fields: valueIn(asked, 'kept_fields') ?? '',
    }
    const refused = await send(anyone, '/sign-in', { ...kept, email, password: WRONG })
    expect(valueIn(refused, 'kept_fields')).toBe(kept.kept_fields)
    const answer = await send(anyone, '/sign-in', { ...kept, email, password: PASSWORD })
    const location = answer.headers.get('Location') ?? ''
    expect(location).toMatch(/^\/customers\/new\?draft=/)
    const page = await anyone.get(location)
    expect([valueIn(page, 'name'), valueIn(page, 'phone')]).toEqual(['Neha Patel', '98450 11224'])
  })

  it('leads a button without typed text back to its page', async () => {
    const answer = await new Browser(test.app).post(
      '/appointments/00000000-0000-4000-8000-000000000000/steps',
      { step: 'confirm' },
      { Referer: 'http://clinic.test/appointments?view=day' },
    )
    expect(answer.headers.get('Location')).toBe('/sign-in?next=%2Fappointments%3Fview%3Dday')
  })
})

describe('the sign-in over a page whose login has ended', () => {
  const HTMX = { 'HX-Request': 'true', 'HX-Target': 'div#bill-totals' }

  it('opens as a dialog beside the form', async () => {
    const answer = await new Browser(test.app).get('/billing/new', HTMX)
    expect([answer.status, answer.headers.get('HX-Retarget')]).toEqual([401, '#again'])
    expect(answer.html).toContain('<dialog')
  })

  it('goes on where the same person was, and starts over for another', async () => {
    const { email, id } = branch.people.receptionist
    const send = (was: string) =>
      new Browser(test.app).post('/sign-in', { email, password: PASSWORD, was }, HTMX)
    const same = await send(id)
    expect([same.status, same.headers.get('HX-Redirect')]).toEqual([200, null])
    expect(textOf(same.html)).toContain('Signed in. Save again.')
    expect((await send(branch.people.doctor.id)).headers.get('HX-Redirect')).toBe('/')
  })
})

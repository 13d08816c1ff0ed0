import { setTimeout as delay } from 'node:timers/promises'
import type { BrowserContext, ElementHandle, HTTPRequest, KeyInput, Page } from 'puppeteer-core'
import { expect } from 'vitest'

export type ScreenOptions = { script?: boolean; size?: keyof typeof SIZES }

/**
 * A window as a person uses it: things are found by what they are and what they are called. A `Part`
 * of a page is known to the screen that found it.
 */
export interface AnyScreen<Part extends object = object> {
  /** Errors, refusals of the content security policy and answers of 500 so far. */
  problems: string[]
  goto(path: string): Promise<number>
  /** Waits until there is one, and takes the first. */
  find(role: string, name: string, root?: Part): Promise<Part>
  /** All that there are now. */
  findAll(role: string, name: string, root?: Part): Promise<Part[]>
  /** How many there are now. */
  count(role: string, name: string, root?: Part): Promise<number>
  /** Waits until there is one that a selector names and that says this. */
  part(selector: string, words?: string, root?: Part): Promise<Part>
  /** What all say that a selector names. */
  all(selector: string): Promise<{ text: string; value: string; href: string }[]>
  click(role: string, name: string, root?: Part): Promise<void>
  /** Presses what is there with the pointer, and fails where something else lies on top of it. */
  press(part: Part): Promise<void>
  /** Presses twice before the first is answered. */
  pressTwice(part: Part): Promise<void>
  field(name: string, root?: Part): Promise<Part>
  /** What stands in a field; of a select the words that are chosen. */
  value(name: string, root?: Part): Promise<string>
  fill(name: string, text: string, root?: Part): Promise<void>
  /** Chooses in a select by a part of its words. */
  choose(name: string, words: string, root?: Part): Promise<void>
  /** Presses Enter where the focus is. */
  enter(): Promise<void>
  /** Waits until the calendar has an entry whose words hold these. */
  entry(words: string): Promise<Part>
  /** The row that holds a link of that name. */
  row(name: string, root?: Part): Promise<Part>
  /** Waits until the page says it. */
  reads(text: string | RegExp): Promise<void>
  text(): Promise<string>
  words(part: Part): Promise<string>
  attribute(part: Part, name: string): Promise<string | null>
  title(): Promise<string>
  path(): string
  focus(): Promise<{ id: string; name: string }>
  /** Waits until the focus is on what has this name. */
  focused(name: string): Promise<void>
  reload(): Promise<void>
  back(): Promise<void>
  /** Waits until nothing is asked of the server. */
  settle(): Promise<void>
}

/** A window of a real browser. */
export interface Screen extends AnyScreen<Handle> {
  page: Page
  focus(): Promise<Focus>
  keys(): Keys
}

/** Presses keys and counts them; typed text is not counted. A chord is one key. */
export type Keys = {
  count(): number
  press(...keys: string[]): Promise<void>
  type(text: string): Promise<void>
}

export type Focus = {
  isLost: boolean
  isVisible: boolean
  /** Its label, else its words, else its title. */
  name: string
  id: string
  document: number
}

export type Handle = ElementHandle<Element>
type Root = Handle | Page

export const SIZES = {
  desk: { width: 1366, height: 768 },
  phone: { width: 390, height: 844, isMobile: true, hasTouch: true },
} as const

const WAIT_MS = 8_000
const LOOK_EVERY_MS = 20
const QUIET_MS = 45
const LAST_WORDS = 1200

/** Chrome reports each refusal of the server as an error of the page. The stories refuse a lot. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/

export async function openScreen(
  context: BrowserContext,
  url: string,
  { script = true, size = 'desk' }: ScreenOptions = {},
): Promise<Screen> {
  const page = await context.newPage()
  await page.setViewport(SIZES[size])
  await page.setJavaScriptEnabled(script)
  const problems = listen(page)
  const settle = await watchRequests(page, problems)

  async function find(role: string, name: string, root: Root = page): Promise<Handle> {
    return until(`a ${role} called “${name}”`, () => root.$(selector(role, name)))
  }

  async function field(name: string, root: Root = page): Promise<Handle> {
    return until(`a field labelled “${name}”`, async () => {
      for (const handle of await root.$$(`::-p-aria([name="${name}"])`)) {
        if (await handle.evaluate((one) => one.matches('input, select, textarea'))) return handle
      }
      return null
    })
  }

  // What scrolls by itself and looks whether something is in sight needs script in the page.
  async function pointAt(handle: Handle): Promise<{ x: number; y: number }> {
    await handle.scrollIntoView()
    const { x, y } = await handle.clickablePoint()
    const hit = await handle.evaluate(
      (one, left, top) => {
        const there = document.elementFromPoint(left, top)
        if (there && (one.contains(there) || there.closest('label')?.contains(one))) return ''
        return there?.outerHTML.slice(0, 120) ?? 'nothing'
      },
      x,
      y,
    )
    expect(hit, 'what lies on top of what is pressed').toBe('')
    return { x, y }
  }

  async function press(handle: Handle): Promise<void> {
    const { x, y } = await pointAt(handle)
    const before = await focusOf(page)
    await page.mouse.click(x, y)
    await settle()
    await until('the focus to be somewhere', async () => {
      const after = await focusOf(page)
      return after.document !== before.document || !after.isLost
    })
  }

  async function reads(text: string | RegExp): Promise<void> {
    let said = ''
    const isSaid = async () => {
      said = await everyWord(page)
      return typeof text === 'string' ? said.includes(text) : text.test(said)
    }
    await until(`the page to say “${text}”`, isSaid).catch((error: Error) => {
      throw new Error(`${error.message} It ends with:\n${said.slice(-LAST_WORDS)}`)
    })
  }

  return {
    page,
    problems,
    settle,
    find,
    field,
    press,
    reads,
    async goto(path) {
      const response = await page.goto(url + path, { waitUntil: 'load' })
      await settle()
      return response?.status() ?? 0
    },
    findAll: async (role, name, root: Root = page) => root.$$(selector(role, name)),
    part: (css, words = '', root: Root = page) =>
      until(`${css} with “${words}”`, () => root.$(words ? `${css} ::-p-text(${words})` : css)),
    all: (css) =>
      page.$$eval(css, (found) =>
        found.map((one) => ({
          text: one.textContent?.trim() ?? '',
          value: (one as HTMLInputElement).value ?? '',
          href: one.getAttribute('href') ?? '',
        })),
      ),
    async count(role, name, root: Root = page) {
      const look = async () => ({ found: await root.$$(selector(role, name)) })
      return (await until('the page', look)).found.length
    },
    click: async (role, name, root) => press(await find(role, name, root)),
    value: async (name, root) =>
      (await field(name, root)).evaluate((one) =>
        one instanceof HTMLSelectElement
          ? (one.selectedOptions[0]?.textContent ?? '')
          : (one as HTMLInputElement).value,
      ),
    async fill(name, text, root) {
      const handle = await field(name, root)
      const { x, y } = await pointAt(handle)
      await page.mouse.click(x, y)
      await handle.evaluate((one) => (one as HTMLInputElement).select())
      if (text === '') await page.keyboard.press('Backspace')
      else await page.keyboard.type(text)
      await settle()
    },
    async choose(name, words, root) {
      // A form that is drawn anew in between takes the field away from under the choice.
      await until(`“${name}” to take “${words}”`, async () => {
        const handle = await field(name, root)
        const value = await handle.evaluate(
          (one, wanted) =>
            [...(one as HTMLSelectElement).options].find((option) => option.text.includes(wanted))
              ?.value,
          words,
        )
        if (value === undefined) throw new Error(`“${name}” does not offer “${words}”`)
        await handle.select(value)
        return handle.evaluate((one) => one.isConnected)
      })
      await settle()
    },
    entry: (words) =>
      until(`an entry of “${words}”`, () => page.$(`[role=grid] a.ev[title*="${words}"]`)),
    row: (name, root: Root = page) =>
      until(`a row of “${name}”`, async () => {
        for (const link of await root.$$(selector('link', name))) {
          const row = await link.evaluateHandle((one) => one.closest('[data-row]'))
          const found = row.asElement()
          if (found) return found as Handle
        }
        return null
      }),
    text: () => until('the page', () => everyWord(page)),
    words: (handle) => handle.evaluate((one) => one.textContent ?? ''),
    attribute: (handle, name) => handle.evaluate((one, wanted) => one.getAttribute(wanted), name),
    title: () => page.title(),
    path: () => page.url().slice(url.length),
    focus: () => focusOf(page),
    focused: async (name) => {
      const isThere = async () => (await focusOf(page)).name === name
      await until(`the focus on “${name}”`, isThere)
    },
    keys: () => keysOn(page, settle),
    async pressTwice(handle) {
      const { x, y } = await pointAt(handle)
      await page.mouse.click(x, y, { count: 2, delay: 5 })
      await settle()
    },
    async enter() {
      await page.keyboard.press('Enter')
      await settle()
    },
    async reload() {
      await page.reload()
      await settle()
    },
    async back() {
      await page.goBack()
      await settle()
    },
  }
}

/** Looks until it finds; a page that is just leaving finds nothing. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
): Promise<T> {
  const giveUpAt = Date.now() + WAIT_MS
  let last: unknown
  while (Date.now() < giveUpAt) {
    try {
      const found = await look()
      if (found) return found
    } catch (error) {
      last = error
    }
    await delay(LOOK_EVERY_MS)
  }
  throw new Error(`Waited in vain for ${what}.${last ? ` ${last}` : ''}`)
}

function selector(role: string, name: string): string {
  return `::-p-aria([name="${name}"][role="${role}"])`
}

function everyWord(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden is not said.
  return page.evaluate(() => document.body.innerText)
}

function listen(page: Page): string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    const isFault = message.type() === 'error' || message.text().includes('Content Security Policy')
    if (isFault && !REFUSED.test(message.text())) problems.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} of ${response.url()}`)
  })
  return problems
}

/** Knows what is under way: requests, the stream of events left out, which never ends, and pages. */
async function watchRequests(page: Page, problems: string[]): Promise<() => Promise<void>> {
  const running = new Set<HTTPRequest>()
  let isLeaving = false
  let quietSince = Date.now()
  page.on('request', (request) => {
    if (new URL(request.url()).pathname !== '/events') running.add(request)
  })
  const end = (request: HTTPRequest) => {
    running.delete(request)
    quietSince = Date.now()
  }
  // What a page still waited for when it was left is never answered.
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) running.clear()
  })
  page.on('requestfinished', end)
  page.on('requestfailed', end)
  const stay = () => {
    isLeaving = false
    quietSince = Date.now()
  }
  const session = await page.createCDPSession()
  await session.send('Page.enable')
  session.on('Page.frameRequestedNavigation', ({ disposition }) => {
    if (disposition === 'currentTab') isLeaving = true
  })
  session.on('Page.frameStoppedLoading', stay)
  session.on('Page.downloadWillBegin', stay)
  return async () => {
    const from = Date.now()
    await until('the server’s answer', async () => {
      if (isLeaving || running.size > 0) return false
      const since = quietSince
      await delay(Math.max(0, Math.max(from, since) + QUIET_MS - Date.now()))
      return !isLeaving && running.size === 0 && quietSince === since
    }).catch((error: Error) => {
      const asked = [...running].map((request) => request.url())
      throw new Error(`${error.message} ${isLeaving ? 'A page was to come.' : asked.join(' ')}`)
    })
    // An answer that has come is put into the page a moment later.
    const shown = await until('the page', async () => {
      const now = await page.evaluate(() => ({
        headings: document.querySelectorAll('h1').length,
        isBusy: document.querySelector('.htmx-request') !== null,
      }))
      return now.isBusy ? null : now
    })
    // A whole page that was put into a part of one would have a second heading.
    if (shown.headings > 1) problems.push(`${shown.headings} h1 on ${page.url()}`)
  }
}

function focusOf(page: Page): Promise<Focus> {
  return until('the page', () =>
    page.evaluate(() => {
      const here = document.activeElement ?? document.body
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(here)
      const hasRing = outlineStyle !== 'none' && outlineWidth !== '0px'
      const label = (here as HTMLInputElement).labels?.[0]
      const words = here.cloneNode(true) as Element
      for (const hidden of words.querySelectorAll('[aria-hidden=true]')) hidden.remove()
      return {
        isLost: here === document.body,
        isVisible: here.id === 'main' || hasRing || boxShadow !== 'none',
        name: (
          here.getAttribute('aria-label') ??
          label?.textContent ??
          (words.textContent?.trim() || (here.getAttribute('title') ?? ''))
        ).trim(),
        id: here.id,
        document: performance.timeOrigin,
      }
    }),
  )
}

/** After each key the focus is where it can be seen, unless the key led to another page. */
function keysOn(page: Page, settle: () => Promise<void>): Keys {
  let count = 0
  return {
    count: () => count,
    async type(text) {
      await page.keyboard.type(text)
    },
    async press(...keys) {
      for (const key of keys) {
        const before = await focusOf(page)
        await pressOne(page, key)
        count++
        await settle()
        await until(`the focus after ${key} on “${before.name}” to be seen`, async () => {
          const after = await focusOf(page)
          const hasLeft = after.document !== before.document || before.isLost
          return hasLeft || (!after.isLost && after.isVisible)
        })
      }
    },
  }
}

async function pressOne(page: Page, keys: string): Promise<void> {
  const parts = keys.split('+') as KeyInput[]
  const last = parts.pop() as KeyInput
  for (const part of parts) await page.keyboard.down(part)
  await page.keyboard.press(last)
  for (const part of parts.reverse()) await page.keyboard.up(part)
}

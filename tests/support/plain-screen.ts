import { expect } from 'vitest'
import { elementById, nameOf, roleOf } from './accessible-name.ts'
import type { Page as Answer, Browser } from './app.ts'
import {
  choose,
  entriesOf,
  fieldValue,
  formOf,
  isField,
  isSubmit,
  tick,
  write,
} from './form-fields.ts'
import { type Element, elementsIn, isShown, parseHtml, select, wordsOf } from './html.ts'
import type { AnyScreen } from './screen.ts'

const MOST_REDIRECTS = 5
const LAST_WORDS = 1200

type Visit = { path: string; page: Element; isKept: boolean }

/**
 * A window in which no script runs, without a browser: it reads the server's pages, follows their
 * links and sends their forms as a browser does. Styles are not known to it.
 */
export function openPlainScreen(browser: Browser): AnyScreen {
  const problems: string[] = []
  const history: Visit[] = []
  let page = parseHtml('')
  let path = ''
  let focused: Element | undefined

  function show(visit: Visit): void {
    ;({ page, path } = visit)
    const [, hash = ''] = path.split('#')
    const first = select(page, '[autofocus]').find((each) => isShown(each))
    focused = first ?? (hash ? elementById(page, hash) : undefined)
    const headings = select(page, 'h1').length
    if (headings > 1) problems.push(`${headings} h1 on ${path}`)
  }

  /** Shows an answer, unless it is a file, or leads elsewhere: a message opens in a tab of its own. */
  async function take(asked: string, answer: Answer, isNewTab = false): Promise<number> {
    let [at, now] = [asked, answer]
    for (let turn = 0; now.status >= 300 && now.status < 400; turn++) {
      if (turn > MOST_REDIRECTS) throw new Error(`${asked} leads round in a circle`)
      const location = now.headers.get('Location') ?? ''
      if (!isOurs(location)) return now.status
      at = location
      now = await browser.get(withoutHash(at))
    }
    if (now.status >= 500) problems.push(`${now.status} of ${at}`)
    const isPage = now.headers.get('Content-Type')?.startsWith('text/html') ?? false
    if (!isPage || isNewTab) return now.status
    const isKept = now.headers.get('Cache-Control') !== 'no-store'
    history.push({ path: at, page: parseHtml(now.html), isKept })
    show(history.at(-1) as Visit)
    return now.status
  }

  const goto = async (to: string) => take(to, await browser.get(withoutHash(to)))

  function called(role: string, name: string, root: Element = page): Element[] {
    return [...elementsIn(root)].filter(
      (each) => roleOf(each) === role && isShown(each) && isSame(nameOf(page, each), name),
    )
  }

  function find(role: string, name: string, root?: Element): Element {
    return called(role, name, root)[0] ?? fail(`there is no ${role} called “${name}”`)
  }

  function field(name: string, root: Element = page): Element {
    return (
      [...elementsIn(root)].find((each) => isField(each) && isSame(nameOf(page, each), name)) ??
      fail(`there is no field labelled “${name}”`)
    )
  }

  function fail(what: string): never {
    throw new Error(`${what} on ${path}, which ends with:\n${wordsOf(page).slice(-LAST_WORDS)}`)
  }

  async function submit(form: Element, button?: Element, times = 1): Promise<void> {
    const given = (name: string) =>
      button?.attributes.get(`form${name}`) ?? form.attributes.get(name) ?? ''
    const action = given('action') || path
    const fields = entriesOf(page, form, button)
    const isNewTab = given('target') === '_blank'
    if (given('method').toLowerCase() !== 'post') {
      const to = `${withoutHash(action).split('?')[0]}?${new URLSearchParams(fields)}`
      await take(to, await browser.get(to), isNewTab)
      return
    }
    const sent = Array.from({ length: times }, () => browser.post(withoutHash(action), fields))
    // Of several the browser shows what answers the last.
    await take(action, (await Promise.all(sent)).at(-1) as Answer, isNewTab)
  }

  async function press(element: Element, times = 1): Promise<void> {
    const { tag, attributes } = element
    if (!isShown(element)) fail(`a ${tag} that is pressed is not to be seen`)
    if (attributes.has('disabled')) fail(`“${nameOf(page, element)}” is disabled`)
    if (tag === 'a') return followLink(attributes.get('href') ?? '', attributes.get('target'))
    if (tag === 'summary') {
      const open = element.parent?.attributes
      if (!open?.delete('open')) open?.set('open', '')
    } else if (tag === 'input' && ['radio', 'checkbox'].includes(attributes.get('type') ?? '')) {
      tick(page, element)
    } else if (isSubmit(element)) {
      await submit(formOf(page, element) ?? fail('a button stands in no form'), element, times)
    } else if (isField(element)) {
      focused = element
    } else {
      fail(`“${nameOf(page, element)}” does nothing without script`)
    }
  }

  async function followLink(href: string, target: string | undefined): Promise<void> {
    if (href.startsWith('#')) {
      focused = elementById(page, href.slice(1)) ?? fail(`nothing has the id of ${href}`)
    } else if (isOurs(href)) {
      await take(href, await browser.get(withoutHash(href)), target === '_blank')
    } else {
      fail(`${href} leads away`)
    }
  }

  const screen = {
    problems,
    goto,
    find: async (role: string, name: string, root?: Element) => find(role, name, root),
    findAll: async (role: string, name: string, root?: Element) => called(role, name, root),
    count: async (role: string, name: string, root?: Element) => called(role, name, root).length,
    part: async (selector: string, words = '', root = page) =>
      select(root, selector).find((each) => isShown(each) && wordsOf(each).includes(words)) ??
      fail(`there is no ${selector} with “${words}”`),
    all: async (selector: string) =>
      select(page, selector).map((each) => ({
        text: wordsOf(each),
        value: each.attributes.get('value') ?? '',
        href: each.attributes.get('href') ?? '',
      })),
    click: (role: string, name: string, root?: Element) => press(find(role, name, root)),
    press: (element: Element) => press(element),
    pressTwice: (element: Element) => press(element, 2),
    field: async (name: string, root?: Element) => field(name, root),
    value: async (name: string, root?: Element) => fieldValue(field(name, root)),
    async fill(name: string, text: string, root?: Element) {
      focused = field(name, root)
      write(focused, text)
    },
    async choose(name: string, words: string, root?: Element) {
      choose(field(name, root), words)
    },
    async enter() {
      const form = focused && formOf(page, focused)
      if (!form) fail('nothing that has the focus sends a form')
      const button = [...elementsIn(page)].find(
        (each) => isSubmit(each) && formOf(page, each) === form,
      )
      await submit(form as Element, button)
    },
    entry: (words: string) => screen.part(`[role=grid] a.ev[title*="${words}"]`),
    row: async (name: string, root = page) =>
      select(root, '[data-row]').find((row) => called('link', name, row).length > 0) ??
      fail(`there is no row of “${name}”`),
    async reads(text: string | RegExp) {
      const said = wordsOf(page)
      const isSaid = typeof text === 'string' ? said.includes(text) : text.test(said)
      if (!isSaid) fail(`the page does not say “${text}”`)
    },
    text: async () => wordsOf(page),
    words: async (element: Element) => wordsOf(element),
    attribute: async (element: Element, name: string) => element.attributes.get(name) ?? null,
    title: async () => wordsOf(select(page, 'title')[0] ?? fail('there is no title')),
    path: () => path,
    focus: async () => ({
      id: focused?.attributes.get('id') ?? '',
      name: focused ? nameOf(page, focused) : '',
    }),
    async focused(name: string) {
      expect(focused && nameOf(page, focused)).toBe(name)
    },
    async reload() {
      history.pop()
      await goto(path)
    },
    /** What may not be kept is asked for again. */
    async back() {
      history.pop()
      const before = history.pop() ?? fail('there is nothing to go back to')
      if (!before.isKept) return void (await goto(before.path))
      history.push(before)
      show(before)
    },
    settle: async () => {},
  }
  return screen
}

/** Line breaks and the places where elements meet are not told apart. */
function isSame(one: string, other: string): boolean {
  return one.replace(/\s+/g, '') === other.replace(/\s+/g, '')
}

function isOurs(address: string): boolean {
  return /^\/(?!\/)/.test(address)
}

function withoutHash(path: string): string {
  return path.split('#')[0] ?? ''
}

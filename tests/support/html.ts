export type Element = {
  tag: string
  attributes: Map<string, string>
  children: (Element | string)[]
  parent: Element | null
}

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
const RAW = new Set(['script', 'style', 'textarea', 'title'])

const TOKEN =
  /<!--[\s\S]*?-->|<!doctype[^>]*>|<\/([\w-]+)>|<([\w-]+)((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*(\/?)>/gi
const ATTRIBUTE = /([^\s=>/]+)(?:="([^"]*)")?/g

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

export function readEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
}

/** Reads a page as the server writes it. Throws where a tag is closed that is not the open one. */
export function parseHtml(html: string): Element {
  const root: Element = { tag: '#page', attributes: new Map(), children: [], parent: null }
  let open = root
  let at = 0
  const say = (text: string) => {
    if (text) open.children.push(readEntities(text))
  }
  TOKEN.lastIndex = 0
  for (let token = TOKEN.exec(html); token; token = TOKEN.exec(html)) {
    say(html.slice(at, token.index))
    at = TOKEN.lastIndex
    const [, closed, opened, attributes = '', selfClosing] = token
    if (closed) {
      if (closed !== open.tag) throw new Error(`</${closed}> closes <${open.tag}>`)
      open = open.parent ?? root
    }
    if (!opened) continue
    const element: Element = {
      tag: opened.toLowerCase(),
      attributes: readAttributes(attributes),
      children: [],
      parent: open,
    }
    open.children.push(element)
    if (selfClosing || VOID.has(element.tag)) continue
    open = element
    if (!RAW.has(element.tag)) continue
    const end = html.indexOf(`</${element.tag}`, at)
    say(html.slice(at, end))
    at = end
    TOKEN.lastIndex = end
  }
  if (open !== root) throw new Error(`<${open.tag}> is not closed`)
  return root
}

function readAttributes(text: string): Map<string, string> {
  const found = [...text.matchAll(ATTRIBUTE)]
  return new Map(found.map(([, name = '', value = '']) => [name, readEntities(value)]))
}

/** The elements below one, in the order of the page. */
export function* elementsIn(root: Element): Generator<Element> {
  for (const child of root.children) {
    if (typeof child === 'string') continue
    yield child
    yield* elementsIn(child)
  }
}

const OUTSIDE_COMMA = /,(?![^[]*\])/
const OUTSIDE_SPACE = /\s+(?![^[]*\])/

/** The elements that a selector of tags, classes, ids and attributes names. */
export function select(root: Element, selector: string): Element[] {
  const chains = selector.split(OUTSIDE_COMMA).map((chain) => chain.trim().split(OUTSIDE_SPACE))
  return [...elementsIn(root)].filter((each) => chains.some((chain) => isNamed(each, chain)))
}

function isNamed(element: Element, chain: string[]): boolean {
  const [own = '', ...above] = chain.toReversed()
  if (!isSimply(element, own)) return false
  let rest = above
  for (let each = element.parent; each && rest.length > 0; each = each.parent) {
    if (isSimply(each, rest[0] ?? '')) rest = rest.slice(1)
  }
  return rest.length === 0
}

const SIMPLE = /^[\w-]+|#[\w-]+|\.[\w-]+|\[([\w.-]+)(?:([$*^]?)="?([^\]"]*)"?)?\]/g

function isSimply(element: Element, selector: string): boolean {
  const parts = [...selector.matchAll(SIMPLE)]
  if (parts.map(([part]) => part).join('') !== selector) throw new Error(`can't read ${selector}`)
  return parts.every(([part, name, way, wanted]) => {
    if (name) return isAttribute(element.attributes.get(name), way ?? '', wanted)
    if (part.startsWith('#')) return element.attributes.get('id') === part.slice(1)
    if (!part.startsWith('.')) return element.tag === part
    return (element.attributes.get('class') ?? '').split(/\s+/).includes(part.slice(1))
  })
}

function isAttribute(value: string | undefined, way: string, wanted: string | undefined): boolean {
  if (value === undefined || wanted === undefined) return value !== undefined
  if (way === '$') return value.endsWith(wanted)
  if (way === '^') return value.startsWith(wanted)
  return way === '*' ? value.includes(wanted) : value === wanted
}

const UNSEEN = new Set(['head', 'script', 'style', 'template', 'svg', 'select', 'textarea'])
const INLINE = new Set(
  'a abbr b code em i kbd label mark s small span strong sub sup time'.split(' '),
)

/** Whether an element is drawn where no script runs: not hidden, and not folded away. */
export function isShown(element: Element): boolean {
  const { parent } = element
  if (element.attributes.has('hidden') || element.tag === 'template') return false
  if (!parent) return true
  const isFolded =
    parent.tag === 'details' && !parent.attributes.has('open') && element.tag !== 'summary'
  return !isFolded && isShown(parent)
}

/** What an element says. Words of different blocks, and of elements side by side, stand apart. */
export function wordsOf(
  root: Element,
  isLeftOut: (element: Element) => boolean = (each) => !isShown(each),
): string {
  const parts: string[] = []
  const walk = (element: Element) => {
    let isBeside = false
    for (const child of element.children) {
      if (typeof child === 'string') {
        parts.push(child)
        isBeside = false
      } else if (!UNSEEN.has(child.tag) && !isLeftOut(child)) {
        const stands = isBeside || !INLINE.has(child.tag)
        if (stands) parts.push(' ')
        walk(child)
        if (stands) parts.push(' ')
        isBeside = true
      }
    }
  }
  walk(root)
  return parts.join('').replace(/\s+/g, ' ').trim()
}

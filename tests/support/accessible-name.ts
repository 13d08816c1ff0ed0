import { type Element, elementsIn, isShown, wordsOf } from './html.ts'

const ROLES: Record<string, string> = {
  button: 'button',
  dialog: 'dialog',
  fieldset: 'group',
  form: 'form',
  h1: 'heading',
  h2: 'heading',
  h3: 'heading',
  nav: 'navigation',
  option: 'option',
  select: 'combobox',
  summary: 'DisclosureTriangle',
  table: 'table',
  textarea: 'textbox',
}

/** What an element is to an aid for the blind, as far as the tests ask for it. */
export function roleOf(element: Element): string | undefined {
  const { tag, attributes } = element
  const given = attributes.get('role')
  if (given) return given
  if (tag === 'a') return attributes.has('href') ? 'link' : undefined
  if (tag === 'th') return attributes.get('scope') === 'row' ? 'rowheader' : 'columnheader'
  if (tag !== 'input') return ROLES[tag]
  const type = attributes.get('type') ?? 'text'
  if (type === 'checkbox' || type === 'radio') return type
  return type === 'submit' ? 'button' : 'textbox'
}

const NAMED_BY_CONTENT = new Set(
  'DisclosureTriangle button columnheader heading link option rowheader'.split(' '),
)

/** The name that an element is called by: its label, else its words, else its title. */
export function nameOf(page: Element, element: Element): string {
  const { attributes } = element
  const said = (one: Element) => wordsOf(one, (each) => !isShown(each) || isSilent(each))
  const byId = (attributes.get('aria-labelledby') ?? '').split(' ').filter(Boolean)
  if (byId.length > 0) {
    return byId.map((id) => said(elementById(page, id) ?? missing(id))).join(' ')
  }
  const given = attributes.get('aria-label')
  if (given) return given.trim()
  const label = labelOf(page, element)
  if (label) return said(label)
  const words = NAMED_BY_CONTENT.has(roleOf(element) ?? '') ? said(element) : ''
  return words || (attributes.get('title') ?? attributes.get('placeholder') ?? '').trim()
}

function isSilent({ attributes }: Element): boolean {
  return attributes.get('aria-hidden') === 'true'
}

function missing(id: string): never {
  throw new Error(`nothing has the id ${id}, by which something is named`)
}

export function elementById(page: Element, id: string): Element | undefined {
  return [...elementsIn(page)].find((each) => each.attributes.get('id') === id)
}

function labelOf(page: Element, element: Element): Element | undefined {
  if (element.tag === 'fieldset') {
    return element.children.find((child) => typeof child !== 'string' && child.tag === 'legend') as
      | Element
      | undefined
  }
  if (!['input', 'select', 'textarea'].includes(element.tag)) return undefined
  const id = element.attributes.get('id')
  const pointing = [...elementsIn(page)].find(
    (each) => each.tag === 'label' && id !== undefined && each.attributes.get('for') === id,
  )
  return pointing ?? ancestor(element, 'label')
}

export function ancestor(element: Element, tag: string): Element | undefined {
  for (let each = element.parent; each; each = each.parent) if (each.tag === tag) return each
  return undefined
}

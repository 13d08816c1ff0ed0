import { ancestor, elementById } from './accessible-name.ts'
import { type Element, elementsIn, wordsOf } from './html.ts'

export function isField({ tag, attributes }: Element): boolean {
  if (tag !== 'input') return tag === 'select' || tag === 'textarea'
  return !['hidden', 'submit', 'button'].includes(attributes.get('type') ?? 'text')
}

export function isSubmit({ tag, attributes }: Element): boolean {
  const type = attributes.get('type')
  return tag === 'button' ? type === undefined || type === 'submit' : type === 'submit'
}

export function formOf(page: Element, element: Element): Element | undefined {
  const named = element.attributes.get('form')
  return named ? elementById(page, named) : ancestor(element, 'form')
}

function optionsOf(list: Element): Element[] {
  return [...elementsIn(list)].filter((each) => each.tag === 'option')
}

function chosenOf(list: Element): Element | undefined {
  const options = optionsOf(list)
  return options.findLast((each) => each.attributes.has('selected')) ?? options[0]
}

/** What stands in a field; of a select the words that are chosen. */
export function fieldValue(field: Element): string {
  if (field.tag === 'select') return wordsOf(chosenOf(field) ?? field)
  if (field.tag === 'textarea') return field.children.join('')
  return field.attributes.get('value') ?? ''
}

export function write(field: Element, text: string): void {
  const { attributes } = field
  if (attributes.has('disabled') || attributes.has('readonly')) {
    throw new Error(`${attributes.get('name')} can't be written in`)
  }
  const written = text.slice(0, Number(attributes.get('maxlength') ?? text.length))
  if (field.tag === 'textarea') field.children = [written]
  else attributes.set('value', written)
}

export function choose(field: Element, words: string): void {
  const wanted = optionsOf(field).find((each) => wordsOf(each).includes(words))
  if (!wanted || wanted.attributes.has('disabled')) throw new Error(`“${words}” is not offered`)
  for (const each of optionsOf(field)) each.attributes.delete('selected')
  wanted.attributes.set('selected', '')
}

export function tick(page: Element, box: Element): void {
  const isRadio = box.attributes.get('type') === 'radio'
  if (!isRadio && box.attributes.delete('checked')) return
  const isOfGroup = (each: Element) =>
    each.attributes.get('type') === 'radio' &&
    each.attributes.get('name') === box.attributes.get('name') &&
    formOf(page, each) === formOf(page, box)
  if (isRadio) {
    for (const each of elementsIn(page)) if (isOfGroup(each)) each.attributes.delete('checked')
  }
  box.attributes.set('checked', '')
}

/** What a form sends, in the order of the page; of its buttons the one that is pressed. */
export function entriesOf(page: Element, form: Element, button?: Element): [string, string][] {
  return [...elementsIn(page)].flatMap((each): [string, string][] => {
    const { attributes } = each
    const name = attributes.get('name')
    const isOurs = formOf(page, each) === form && !attributes.has('disabled')
    if (!name || !isOurs || isInDisabledGroup(each)) return []
    if (each === button) return [[name, attributes.get('value') ?? '']]
    if (each.tag === 'select') return [[name, chosenValue(each)]]
    if (each.tag === 'textarea') return [[name, fieldValue(each).replace(/\r?\n/g, '\r\n')]]
    const type = attributes.get('type') ?? 'text'
    if (each.tag !== 'input' || type === 'submit') return []
    const isBox = type === 'radio' || type === 'checkbox'
    if (!isBox) return [[name, fieldValue(each)]]
    return attributes.has('checked') ? [[name, attributes.get('value') ?? 'on']] : []
  })
}

function chosenValue(field: Element): string {
  const chosen = chosenOf(field)
  return chosen?.attributes.get('value') ?? (chosen ? wordsOf(chosen) : '')
}

function isInDisabledGroup(element: Element): boolean {
  return ancestor(element, 'fieldset')?.attributes.has('disabled') ?? false
}

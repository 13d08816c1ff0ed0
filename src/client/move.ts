import htmx from 'htmx.org'
import { closest, find, focus, focused } from './dom.ts'

let moving: HTMLElement | null = null

/**
 * M takes the entry in hand, arrows choose a free cell, Enter drops it there and Escape lets it go;
 * the pointer drags. The server moves it, or answers with the form and what stands in the way.
 */
export function moveEntries(): void {
  document.addEventListener(
    'click',
    (event) => {
      const place = closest(event, '.cell, .ev')
      if (!moving || !place) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (place.matches('.cell')) drop(place)
      else tell('That time is taken: choose a free one, or Esc lets go.')
    },
    true,
  )
  document.addEventListener('dragstart', (event) => {
    const entry = closest(event, '[data-move]')
    if (entry) take(entry)
  })
  document.addEventListener('dragover', (event) => {
    if (moving && closest(event, '.cell')) event.preventDefault()
  })
  document.addEventListener('drop', (event) => {
    const cell = closest(event, '.cell')
    if (!moving || !cell) return
    event.preventDefault()
    drop(cell)
  })
  document.addEventListener('dragend', letGo)
}

/** True when the key was about moving. */
export function moveByKey(keys: string): boolean {
  const entry = focused()?.closest<HTMLElement>('[data-move]')
  // Beside an open card the key is the card's.
  if (keys === 'm' && entry && !find('#panel')?.firstElementChild) return take(entry)
  if (keys !== 'escape' || !moving) return false
  const back = moving.id
  letGo()
  return focus(document.getElementById(back))
}

function take(entry: HTMLElement): true {
  letGo()
  moving = entry
  entry.classList.add('moving')
  tell(`Moving ${entry.dataset.move}: arrows choose, Enter drops, Esc lets go.`)
  return true
}

function tell(words: string): void {
  find('#moving')?.remove()
  const told = document.createElement('div')
  told.id = 'moving'
  told.className = 'toast'
  told.textContent = words
  find('#toasts')?.append(told)
}

function letGo(): void {
  moving?.classList.remove('moving')
  moving = null
  find('#moving')?.remove()
}

function drop(cell: HTMLElement): void {
  const address = `${moving?.getAttribute('href')}/place`
  letGo()
  const place = new URL((cell as HTMLAnchorElement).href).searchParams
  // A column of a day is anybody's: whoever has the appointment keeps it.
  if (!cell.dataset.staff) place.delete('staff_id')
  void htmx.ajax('POST', address, {
    source: cell,
    target: '#desk',
    swap: 'outerHTML',
    headers: { 'HX-Target': '#desk' },
    values: { ...Object.fromEntries(place), form_key: cell.closest('table')?.dataset.key ?? '' },
  })
}

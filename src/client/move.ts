import { closest, find, findAll, focus } from './dom.ts'
import { say } from './say.ts'

let moving: HTMLElement | null = null

moveEntries()

/**
 * Moves appointments in the calendar: M starts with the focused entry, arrow keys choose a free
 * cell, Enter drops it there and Escape cancels. The mouse drags. The server moves the appointment,
 * or responds with the form and the reason why it can't.
 */
function moveEntries(): void {
  document.addEventListener(
    'click',
    (event) => {
      const place = closest(event, '.cell, .ev')
      if (!moving || !place) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (place.matches('.cell')) drop(place)
      else say('That time is taken. Choose a free one, or press Esc.', 'lasting')
    },
    true,
  )
  document.addEventListener('dragstart', (event) => {
    const entry = closest(event, '[data-move]')
    if (entry) startMove(entry)
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
  document.addEventListener('dragend', stopMove)
  document.addEventListener('move-key', (event) => {
    if (moveByKey((event as CustomEvent<MoveKey>).detail)) event.preventDefault()
  })
}

type MoveKey = { keys: string; entry: HTMLElement | null }

/** Handles M and Escape. Returns false when the key has nothing to do with moving. */
function moveByKey({ keys, entry }: MoveKey): boolean {
  if (keys === 'm' && entry) return startMove(entry)
  if (keys !== 'escape' || !moving) return false
  const back = moving.id
  stopMove()
  return focus(document.getElementById(back))
}

function startMove(entry: HTMLElement): true {
  stopMove()
  moving = entry
  entry.dataset.moving = 'true'
  const table = entry.closest('table')
  if (table) {
    table.dataset.moving = 'true'
    // The free cell in focus is drawn as long as the appointment.
    table.style.setProperty('--mins', getComputedStyle(entry).getPropertyValue('--mins'))
  }
  say(`Moving ${entry.dataset.move}: arrows choose, Enter drops, Esc cancels.`, 'lasting')
  return true
}

function stopMove(): void {
  for (const each of findAll('[data-moving]')) {
    delete each.dataset.moving
    // A swap copies the attribute to the new table, which the content security policy forbids.
    each.removeAttribute('style')
  }
  moving = null
  find('#said')?.remove()
}

function drop(cell: HTMLElement): void {
  const address = `${moving?.getAttribute('href')}/place`
  stopMove()
  const place = new URL((cell as HTMLAnchorElement).href).searchParams
  // A day column has no staff, so the appointment keeps its own.
  if (!cell.dataset.staff) place.delete('staff_id')
  // app.js sets window.htmx. An import here would bundle htmx a second time.
  window.htmx?.ajax('POST', address, {
    source: '#desk',
    swap: 'outerHTML',
    values: { ...Object.fromEntries(place), form_key: cell.closest('table')?.dataset.key ?? '' },
  })
}

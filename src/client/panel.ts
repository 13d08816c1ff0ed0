import htmx from 'htmx.org'
import { closest, find, isForNewTab, type Swap } from './dom.ts'
import { focusFallback, focusFirst } from './focus.ts'
import { confirmDiscard } from './forms.ts'

let opener: HTMLElement | null = null

/**
 * `a[data-panel]` opens its address in `#panel`, beside the page. On a page without a panel, and
 * without script, it is a plain link.
 */
export function openPanels(): void {
  document.addEventListener('click', (event) => {
    if (closest(event, '[data-close]')) {
      if (closePanel()) event.preventDefault()
      return
    }
    const link = closest(event, 'a[data-panel]')
    const panel = find('#panel')
    if (!link || !panel || isForNewTab(event)) return
    event.preventDefault()
    // For a link inside the panel, the opener is still the link that opened the panel.
    if (!panel.contains(link)) opener = link
    void open(link as HTMLAnchorElement)
  })
  document.addEventListener('htmx:after:swap', () => {
    makeRoom()
    drawGhost()
  })
  document.addEventListener('htmx:before:swap', keepTyped)
  document.addEventListener('htmx:error', (event) => {
    const { target } = (event as Swap).detail.ctx
    // An answer that did not come must not leave the earlier one standing.
    if (target instanceof HTMLElement && target.dataset.lost) {
      target.textContent = target.dataset.lost
    }
  })
  drawGhost()
}

/** Draws the slot that the booking form means in its cell of the calendar, or removes it. */
function drawGhost(): void {
  find('.ghost')?.remove()
  const ghost = find<HTMLTemplateElement>('#ghost')
  if (!ghost) return
  const { column = '', slot = '' } = ghost.dataset
  const index = find<HTMLTableCellElement>(column)?.cellIndex
  if (index) find<HTMLTableRowElement>(slot)?.cells[index]?.append(ghost.content.cloneNode(true))
}

/** The server may fill in day and time, but not while someone types in them. */
function keepTyped(event: Event): void {
  const { tasks } = (event as Swap).detail
  const at = find('#booking-when:focus-within')
  const index = tasks?.findIndex(({ target }) => target === at) ?? -1
  if (at && index >= 0) tasks?.splice(index, 1)
}

async function open(link: HTMLAnchorElement): Promise<void> {
  await htmx.ajax('GET', link.getAttribute('href') ?? '', {
    source: link,
    target: '#panel',
    swap: 'innerHTML',
    // By default htmx names the link here, and the server would return a whole page.
    headers: { 'HX-Target': '#panel' },
  })
  const panel = find('#panel')
  if (panel?.firstElementChild && !panel.contains(document.activeElement)) focusFirst(panel)
  // Selects the text of the first field, so that typing replaces it.
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.select()
}

/**
 * Closes the panel and returns the focus to the link that opened it. Returns false if none was
 * open.
 */
export function closePanel(): boolean {
  const panel = find('#panel')
  if (!panel?.firstElementChild) return false
  if (!confirmDiscard(panel)) return true
  const calendar = find('[data-close]', panel)?.getAttribute('href')
  // The page was opened at the panel's own address; now a reload must show the calendar.
  if (calendar && location.pathname !== '/appointments') history.replaceState(null, '', calendar)
  panel.replaceChildren()
  drawGhost()
  narrowRail(false)
  const back = opener?.isConnected ? opener : opener?.id ? document.getElementById(opener.id) : null
  opener = null
  focusFallback(back)
  return true
}

/**
 * Narrows the side bar while a panel is open. Laying out a full calendar takes longer than drawing
 * the panel, so in the first frame the panel covers the edge of the page, and the page makes room
 * after it.
 */
function makeRoom(): void {
  const isOpen = () => Boolean(find('#panel')?.firstElementChild)
  if (isOpen()) requestAnimationFrame(() => setTimeout(() => narrowRail(isOpen())))
  else if (find('#panel')) narrowRail(false)
}

function narrowRail(isNarrow: boolean): void {
  find('#shell')?.classList.toggle('shell-narrow', isNarrow)
}

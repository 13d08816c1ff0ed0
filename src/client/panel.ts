import htmx from 'htmx.org'
import { closest, find, isForNewTab } from './dom.ts'
import { focusFirst, focusHome } from './focus.ts'
import { mayDiscard } from './forms.ts'

let opener: HTMLElement | null = null

/**
 * `a[data-panel]` opens its address in `#panel`, beside the page; where there is no panel, and
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
    // A link inside the panel leads on; what opened it stays the same.
    if (!panel.contains(link)) opener = link
    void open(link as HTMLAnchorElement)
  })
  document.addEventListener('htmx:after:swap', makeRoom)
}

async function open(link: HTMLAnchorElement): Promise<void> {
  await htmx.ajax('GET', link.getAttribute('href') ?? '', {
    source: link,
    target: '#panel',
    swap: 'innerHTML',
    // By itself it names the link, and the answer would be a whole page.
    headers: { 'HX-Target': '#panel' },
  })
  const panel = find('#panel')
  if (panel?.firstElementChild && !panel.contains(document.activeElement)) focusFirst(panel)
  // What stands in the field that it begins with is there to be typed over.
  if (document.activeElement instanceof HTMLInputElement) document.activeElement.select()
}

/** Empties the panel, if that may be, and gives the focus back to what opened it. False when none was open. */
export function closePanel(): boolean {
  const panel = find('#panel')
  if (!panel?.firstElementChild) return false
  if (!mayDiscard(panel)) return true
  const calendar = find('[data-close]', panel)?.getAttribute('href')
  // Opened by its own address: what is left is the calendar, and a reload shall show that.
  if (calendar && location.pathname !== '/appointments') history.replaceState(null, '', calendar)
  panel.replaceChildren()
  narrowRail(false)
  const back = opener?.isConnected ? opener : opener?.id ? document.getElementById(opener.id) : null
  opener = null
  focusHome(back)
  return true
}

/**
 * While a panel is open the rail is narrow and the page makes room. To lay a full calendar out anew
 * takes longer than to draw the panel: it lies over the page's edge for the first frame.
 */
function makeRoom(): void {
  const isOpen = () => Boolean(find('#panel')?.firstElementChild)
  if (isOpen()) requestAnimationFrame(() => setTimeout(() => narrowRail(isOpen())))
  else if (find('#panel')) narrowRail(false)
}

function narrowRail(isNarrow: boolean): void {
  find('#shell')?.classList.toggle('shell-narrow', isNarrow)
}

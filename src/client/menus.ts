import { find, findAll } from './dom.ts'

const MENU = '.menu, .tab-bar details'
/** The hint bar at the bottom of the window. */
const BAR_PX = 28

/** A menu closes when something else is pressed or focused, and opens upward near the window's edge. */
export function closeMenus(): void {
  for (const type of ['pointerdown', 'focusin']) {
    document.addEventListener(type, ({ target }) => {
      for (const menu of findAll<HTMLDetailsElement>(MENU)) {
        if (!menu.contains(target as Node)) menu.open = false
      }
    })
  }
  document.addEventListener(
    'toggle',
    ({ target }) => {
      const body = find('.menu-body', target as HTMLElement)
      const bottom = body?.getBoundingClientRect().bottom ?? 0
      body?.parentElement?.classList.toggle('menu-up', bottom > innerHeight - BAR_PX)
    },
    true,
  )
}

import type { Child } from 'hono/jsx'
import { ButtonLink } from '../components/button-link.tsx'

/** The panel's title and its Close button. `back` is the address to return to. */
export function PanelHead({ back, children }: { back: string; children: Child }) {
  // Beside the calendar, closing only removes the panel. Another page is loaded again.
  const isOfCalendar = /^\/appointments(\?|$)/.test(back)
  return (
    <div class="panel-head">
      <h2 class="min-w-0 truncate">{children}</h2>
      <ButtonLink
        href={back}
        variant="quiet"
        small
        data-close={isOfCalendar ? 'true' : undefined}
        shortcut="Escape"
      >
        Close
      </ButtonLink>
    </div>
  )
}

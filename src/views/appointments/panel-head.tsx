import type { Child } from 'hono/jsx'
import { ButtonLink } from '../components/button-link.tsx'

/** What the panel beside the calendar is about, and the way back out of it. */
export function PanelHead({ back, children }: { back: string; children: Child }) {
  return (
    <div class="panel-head">
      <h2>{children}</h2>
      <ButtonLink href={back} variant="quiet" small data-close="true" shortcut="Escape">
        Close
      </ButtonLink>
    </div>
  )
}

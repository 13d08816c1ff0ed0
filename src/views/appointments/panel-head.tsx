import type { Child } from 'hono/jsx'
import { ButtonLink } from '../components/button-link.tsx'

/** The panel's title and its Close button. `back` is the address to return to. */
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

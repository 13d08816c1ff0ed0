import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { Flash } from '../components/flash.tsx'
import { Part } from './part.tsx'

export function Blocks() {
  return (
    <Part title="Blocks" id="blocks">
      <div class="flex flex-col gap-2">
        <Alert tone="kumkum" title="Reacts to fragrance-based products.">
          Sensitive, combination skin.
        </Alert>
        <Alert tone="geru" title="Low stock." actions={<Button small>Stock in</Button>}>
          Needs attention, nothing is broken.
        </Alert>
        <Alert tone="neem">Dr. Kapoor and Laser room are free 15:30–16:15.</Alert>
        <Alert tone="neel" title="Dr. Kapoor changed this at 12:04." icon="refresh-cw" />
        <Flash
          message={{
            text: 'Vitamin C Serum: 20 added, stock is 23',
            actions: [{ label: 'Undo', action: '/styleguide', shortcut: 'Control+z' }],
          }}
        />
        <Flash
          message={{
            text: 'Laser Cooling Gel is low: 3 left',
            tone: 'attention',
            link: { label: 'Stock in', href: '#stock' },
          }}
        />
      </div>
    </Part>
  )
}

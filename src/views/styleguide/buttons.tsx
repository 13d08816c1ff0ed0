import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Initials } from '../components/initials.tsx'
import { Tabs } from '../components/tabs.tsx'
import { Part } from './part.tsx'

export function Buttons() {
  return (
    <Part title="Buttons" id="buttons">
      <div class="flex flex-wrap items-center gap-2">
        <Button variant="primary" shortcut="Control+Enter" type="button">
          Book 15:30, Thu 5 Mar
        </Button>
        <Button type="button" shortcut="Escape">
          Cancel
        </Button>
        <Button type="button" variant="quiet">
          Discard
        </Button>
        <Button type="button" variant="danger">
          Delete
        </Button>
        <Button type="button" disabledReason="Nothing to save">
          Disabled
        </Button>
        <Button type="button" small>
          Small
        </Button>
        <Button type="button" icon="chevron-left" iconLabel="Previous" />
        <Button type="button" class="is-focus">
          Focused
        </Button>
        <Button type="button" data-opens="sample-dialog">
          Ask
        </Button>
        <a class="link text-xs" href="#stock">
          All stock
        </a>
      </div>
      <div class="mt-3 flex flex-wrap gap-2">
        <button type="button" class="tog" aria-pressed="true">
          <Initials name="Dr. Vivek Kapoor" colour="a" decorative /> Dr. Kapoor
        </button>
        <button type="button" class="tog" aria-pressed="false">
          <Initials name="Dr. Reena Sharma" colour="b" decorative /> Dr. Reena
        </button>
      </div>
      <div class="mt-3">
        <Tabs
          label="Parts of a customer"
          tabs={[
            { label: 'Profile', href: '#profile', current: true },
            { label: 'Appointments', href: '#appointments', count: 11 },
            { label: 'Invoices', href: '#invoices', count: 3 },
          ]}
        />
      </div>
      <Dialog
        id="sample-dialog"
        title="Delete the draft?"
        foot={
          <Button type="button" variant="danger">
            Delete
          </Button>
        }
      >
        Its five lines can’t be brought back.
      </Dialog>
    </Part>
  )
}

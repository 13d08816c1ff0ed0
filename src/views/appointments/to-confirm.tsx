import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { Kbd } from '../components/kbd.tsx'
import { PanelHead } from './panel-head.tsx'
import type { Visit } from './visit.ts'

type Props = {
  visits: Visit[]
  rights: { book: boolean }
  /** The address that redraws the list after a step, and the id of the element to replace. */
  back: string
  target: string
  formKey: () => string
}

export const toConfirmId = 'to-confirm'

/** The section on the dashboard. */
export function ToConfirm({ tomorrow, ...list }: Props & { tomorrow: CalendarDate }) {
  return (
    <section aria-labelledby="confirm-heading" class="mt-3">
      <div class="sec">
        <h2 id="confirm-heading">To confirm for {formatDay(tomorrow)}</h2>
        <span class="meta">{list.visits.length}</span>
        {list.rights.book && list.visits.length > 0 && <Kbd keys="u" />}
      </div>
      <List {...list} />
    </section>
  )
}

/** The panel beside the calendar. It redraws when another desk confirms an appointment. */
export function ToConfirmPanel(props: Omit<Props, 'target'> & { date: CalendarDate }) {
  return (
    <>
      <PanelHead back={`/appointments?view=day&date=${props.date}`}>
        To confirm for {formatDay(props.date)}
      </PanelHead>
      <div class="panel-body">
        <ToConfirmList {...props} />
      </div>
    </>
  )
}

export function ToConfirmList(props: Omit<Props, 'target'> & { date: CalendarDate }) {
  const { visits, back, date } = props
  return (
    <div id={toConfirmId} data-live={back} data-from={date} data-to={date}>
      {visits.length > 0 && (
        <p class="meta flex items-center gap-2">
          {visits.length === 1 ? '1 appointment' : `${visits.length} appointments`}
          <Kbd keys="u" />
        </p>
      )}
      <List {...props} target={toConfirmId} />
    </div>
  )
}

function List({ visits, rights, back, target, formKey }: Props) {
  if (visits.length === 0) return <p class="meta py-2">No appointments left to confirm.</p>
  return (
    <ul class="divide-y divide-rule">
      {visits.map((visit, index) => (
        <li class="flex min-h-[36px] items-center gap-2 py-1" data-row="true">
          <span class="w-11">{visit.startTime}</span>
          <a
            class="cut flex-1 font-medium"
            href={`/appointments/${visit.id}`}
            title={visit.customer}
            data-panel="true"
          >
            {visit.customer}
          </a>
          {rights.book && (
            <>
              <form
                action={`/appointments/${visit.id}/messages`}
                method="post"
                target="_blank"
                rel="noopener"
              >
                <input type="hidden" name="form_key" value={formKey()} />
                <Button small variant="quiet" icon="message-circle">
                  Remind
                </Button>
              </form>
              <Form
                action={`/appointments/${visit.id}/steps`}
                formKey={formKey()}
                hx={{ target: `#${target}`, swap: 'outerHTML' }}
              >
                <input type="hidden" name="back" value={back} />
                <Button
                  name="step"
                  value="confirm"
                  small
                  id={`confirm-${visit.id}`}
                  busy="Confirm"
                  {...(index === 0 ? { 'aria-keyshortcuts': 'u', 'data-lead': 'true' } : {})}
                >
                  Confirm
                </Button>
              </Form>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

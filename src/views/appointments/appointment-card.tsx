import { isAllergic } from '../../domain/allergies.ts'
import { isOpen } from '../../domain/appointments.ts'
import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import { formatPhone } from '../../domain/phone.ts'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { DefinitionList } from '../components/definition-list.tsx'
import { Status } from '../components/status.tsx'
import { treatmentOf } from '../customers/customer-visits.tsx'
import { deskId } from './calendar-desk.tsx'
import { PanelHead } from './panel-head.tsx'
import { STEP_KEYS, StepButtons } from './step-buttons.tsx'
import type { Visit } from './visit.ts'
import { VisitStateTag } from './visit-state.tsx'

export type HistoryLine = { when: string; who: string; what: string }

type Props = {
  visit: Visit & {
    pricePaise: number
    notes: string | null
    cancelReason: string | null
    overrideReason: string | null
  }
  history: HistoryLine[]
  today: CalendarDate
  back: string
  canStep: boolean
  canBill: boolean
  formKey: string
}

export const cardId = 'card'

/**
 * One appointment, with its next steps and its history. It redraws when another desk changes it.
 */
export function AppointmentCard(props: Props) {
  const { visit, history, today, back } = props
  const canMove = props.canStep && isOpen(visit.status)
  return (
    <div
      id={cardId}
      class="flex flex-1 flex-col"
      data-live={`/appointments/${visit.id}`}
      data-from={visit.date}
      data-to={visit.date}
      data-steps={STEP_KEYS}
    >
      <PanelHead back={back}>
        {formatDay(visit.date, today)}, {visit.startTime}
      </PanelHead>
      <div class="panel-body">
        <div class="flex flex-wrap items-center gap-2">
          <a class="link text-base" href={`/customers/${visit.customerId}`}>
            {visit.customer}
          </a>
          <Status status={visit.status} />
          <VisitStateTag visit={visit} />
        </div>
        {isAllergic(visit.allergies) && (
          <Alert tone="kumkum" title={visit.allergies} icon="octagon-alert" />
        )}
        <DefinitionList
          items={[
            { term: 'Treatment', value: treatmentOf(visit) },
            {
              term: 'Package',
              value:
                visit.sessionNumber && `Session ${visit.sessionNumber} of ${visit.sessionCount}`,
            },
            { term: 'Staff', value: visit.staff },
            { term: 'Supervising doctor', value: visit.supervisor },
            { term: 'Room', value: visit.room },
            {
              term: 'Time',
              value: `${visit.startTime}–${visit.endTime} (${visit.durationMins} minutes)`,
            },
            { term: 'Phone', value: formatPhone(visit.phone) },
            { term: 'Price', value: formatMoney(visit.pricePaise) },
            { term: 'Notes', value: visit.notes },
            { term: 'Cancelled', value: visit.cancelReason },
            { term: 'Booked outside hours', value: visit.overrideReason },
          ]}
        />
        {props.canStep && (
          <StepButtons
            appointment={{
              ...visit,
              isArrived: visit.arrivedTime !== null,
              isStarted: visit.startedTime !== null,
            }}
            back={withOpen(back, visit.id)}
            target={deskId}
            formKey={props.formKey}
          />
        )}
        <div class="flex flex-wrap gap-1.5">
          {canMove && (
            <ButtonLink
              href={`/appointments/${visit.id}/edit`}
              small
              data-panel="true"
              shortcut="m"
              id="move"
            >
              Move or change
            </ButtonLink>
          )}
          {props.canBill && (
            <ButtonLink href={`/billing/new?appointment_id=${visit.id}`} small shortcut="i">
              New bill
            </ButtonLink>
          )}
          {props.canStep && <WhatsAppButton {...props} />}
        </div>
        <History lines={history} />
      </div>
    </div>
  )
}

/** Opens WhatsApp with a message that fits the appointment's status. */
function WhatsAppButton({ visit, formKey }: Props) {
  return (
    <form
      action={`/appointments/${visit.id}/messages`}
      method="post"
      target="_blank"
      rel="noopener"
    >
      <input type="hidden" name="form_key" value={`${formKey}-message`} />
      <Button small icon="message-circle">
        WhatsApp
      </Button>
    </form>
  )
}

function History({ lines }: { lines: HistoryLine[] }) {
  return (
    <details>
      <summary class="link w-fit text-xs">History</summary>
      <ol class="mt-1 space-y-1 text-xs text-ink-2">
        {lines.map((line) => (
          <li>
            {line.when} · {line.who}: {line.what}
          </li>
        ))}
      </ol>
    </details>
  )
}

/** The address of the same calendar with this appointment open beside it. */
function withOpen(back: string, id: string): string {
  const [path = '', query = ''] = back.split('?')
  if (path !== '/appointments') return back
  const parameters = new URLSearchParams(query)
  parameters.set('open', id)
  return `${path}?${parameters}`
}

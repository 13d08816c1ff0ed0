import { isAllergic } from '../../domain/allergies.ts'
import { isOpen } from '../../domain/appointments.ts'
import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import type { PaymentStatus } from '../../domain/payments.ts'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { DefinitionList } from '../components/definition-list.tsx'
import { Phone } from '../components/phone.tsx'
import { Status } from '../components/status.tsx'
import { treatmentOf } from '../customers/customer-visits.tsx'
import { deskId } from './calendar-desk.tsx'
import { CloseLink } from './close-link.tsx'
import { PanelHead } from './panel-head.tsx'
import { STEP_KEYS, StepButtons } from './step-buttons.tsx'
import type { Visit } from './visit.ts'
import { VisitStateTag } from './visit-state.tsx'

export type HistoryLine = { when: string; who: string; what: string }

type Props = {
  visit: Visit & {
    treatmentId: string
    staffId: string
    pricePaise: number
    /** How the visit's package is paid for; null without one. */
    packageBilling: 'prepaid' | 'per_session' | 'instalments' | null
    /** Of the bill that sold the package; null without one. */
    packagePayment: PaymentStatus | null
    notes: string | null
    cancelReason: string | null
    overrideReason: string | null
  }
  history: HistoryLine[]
  today: CalendarDate
  /** The page that Close goes to, and the address that draws this card again after a step. */
  back: string
  here: string
  rights: { step: boolean; bill: boolean; seeMoney: boolean }
  /** What is wrong with the reason for an undo. */
  problem?: string | undefined
  formKey: string
}

export const cardId = 'card'

/**
 * One appointment, with its next steps and its history. It redraws when another desk changes it.
 */
export function AppointmentCard(props: Props) {
  const { visit, history, today, back } = props
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
        <a class="hover:underline" href={`/customers/${visit.customerId}`} title={visit.customer}>
          {visit.customer}
        </a>
      </PanelHead>
      <div class="panel-body">
        <div>
          <p class="flex flex-wrap items-center gap-x-2 gap-y-1">
            <b class="font-semibold">
              {formatDay(visit.date, today)}, {visit.startTime}–{visit.endTime}
            </b>
            <Status status={visit.status} />
            <VisitStateTag visit={visit} />
          </p>
          <p>
            {treatmentOf(visit)}
            {visit.sessionCount && ` of ${visit.sessionCount}`}
          </p>
        </div>
        {isAllergic(visit.allergies) && (
          <Alert tone="kumkum" title={visit.allergies} icon="octagon-alert" />
        )}
        {props.rights.step && (
          <StepButtons
            appointment={visit}
            back={props.here}
            target={deskId}
            formKey={props.formKey}
            problem={props.problem}
          />
        )}
        <NextActs {...props} />
        <DefinitionList
          items={[
            { term: 'Phone', value: <Phone number={visit.phone} /> },
            { term: 'Staff', value: visit.staff },
            { term: 'Supervising doctor', value: visit.supervisor },
            { term: 'Room', value: visit.room },
            { term: 'Duration', value: `${visit.durationMins} minutes` },
            ...(props.rights.seeMoney ? [priceOf(visit)] : []),
            { term: 'Notes', value: visit.notes },
            { term: 'Cancelled', value: visit.cancelReason },
            { term: 'Booked outside hours', value: visit.overrideReason },
          ]}
        />
        <History lines={history} />
      </div>
    </div>
  )
}

/** What the customer pays for this visit. A package that is paid must not be charged again. */
function priceOf(visit: Props['visit']): { term: string; value: string } {
  const { packageBilling, packagePayment, pricePaise } = visit
  if (packageBilling === null) return { term: 'Price', value: formatMoney(pricePaise) }
  if (packageBilling === 'per_session') {
    return { term: 'Price', value: `Session rate ${formatMoney(pricePaise)}` }
  }
  if (packageBilling === 'instalments') return { term: 'Price', value: 'From package, instalments' }
  const isOwed = packagePayment === 'pending' || packagePayment === 'partial'
  return { term: 'Price', value: isOwed ? 'From package, payment due' : 'From package, paid' }
}

/** A visit that the package pays for has nothing to bill, nor has one that did not take place. */
function hasToPay({ status, packageBilling }: Props['visit']): boolean {
  const isFromPackage = packageBilling !== null && packageBilling !== 'per_session'
  return !isFromPackage && status !== 'cancelled' && status !== 'no-show'
}

/** Links beside the steps. The usual one is primary when there is no step left to take. */
function NextActs(props: Props) {
  const { visit, rights } = props
  const isMissed = visit.status === 'cancelled' || visit.status === 'no-show'
  const isPrimary = visit.steps.length === 0
  return (
    <div class="flex flex-wrap items-center gap-1.5">
      {rights.step && isMissed && (
        <ButtonLink
          href={`/appointments/new?${bookAgain(visit)}`}
          variant="primary"
          shortcut="b"
          data-panel="true"
        >
          Book again
        </ButtonLink>
      )}
      {rights.bill && hasToPay(visit) && (
        <ButtonLink
          href={`/billing/new?appointment_id=${visit.id}`}
          small={!isPrimary}
          variant={isPrimary ? 'primary' : 'plain'}
          shortcut="i"
        >
          New bill
        </ButtonLink>
      )}
      {rights.step && (
        <CloseLink visit={visit} today={props.today} back={props.back} canBill={rights.bill} />
      )}
      {rights.step && isOpen(visit.status) && (
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
      {rights.step && <WhatsAppButton {...props} />}
    </div>
  )
}

/** The same treatment or session, with the same person. */
function bookAgain({ customerId, sessionId, treatmentId, staffId }: Props['visit']): string {
  const what = sessionId ? { session_id: sessionId } : { treatment: treatmentId }
  return new URLSearchParams({ customer_id: customerId, ...what, staff_id: staffId }).toString()
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

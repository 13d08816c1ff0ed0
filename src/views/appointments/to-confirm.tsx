import { contactText } from '../../domain/calls.ts'
import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { Kbd } from '../components/kbd.tsx'
import { Phone } from '../components/phone.tsx'
import { type CallSheetData, callDetails, leftText } from './call.ts'
import { CallButtons } from './call-buttons.tsx'
import { PanelHead } from './panel-head.tsx'

type Props = CallSheetData & {
  date: CalendarDate
  /** `tomorrow`, or its date. */
  dayName: string
  canCall: boolean
  /** The address that redraws the list after an act. */
  back: string
  formKey: () => string
}

export const toConfirmId = 'to-confirm'

/** The section on the dashboard. */
export function ToConfirm(props: Props) {
  const { date, calls, canCall } = props
  return (
    <section aria-labelledby="confirm-heading" class="mt-3" id={toConfirmId}>
      <div class="sec">
        <h2 id="confirm-heading">To confirm for {formatDay(date)}</h2>
        {calls.length > 0 && <span class="meta">{leftText(props, '')}</span>}
        {canCall && calls.length > 0 && <Kbd keys="u" />}
        {canCall && (
          <a class="link ml-auto text-xs" href="/appointments/to-confirm">
            Call sheet
          </a>
        )}
      </div>
      <List {...props} />
    </section>
  )
}

/** The panel beside the calendar. It redraws when another desk confirms an appointment. */
export function ToConfirmPanel(props: Props) {
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

export function ToConfirmList(props: Props) {
  const { calls, back, date } = props
  return (
    <div id={toConfirmId} data-live={back} data-from={date} data-to={date}>
      {calls.length > 0 && (
        <p class="meta flex items-center gap-2">
          {leftText(props, '')}
          <Kbd keys="u" />
          <a class="link ml-auto" href={back}>
            Call sheet
          </a>
        </p>
      )}
      <List {...props} />
    </div>
  )
}

function List(props: Props) {
  const { calls, canCall, back, formKey, dayName } = props
  if (calls.length === 0) return <p class="meta py-2">{leftText(props, dayName)}</p>
  return (
    <ul class="divide-y divide-rule">
      {calls.map((call) => (
        <li class="flex gap-2 py-1.5" data-row="true">
          <span class="w-10 flex-none">{call.startTime}</span>
          <div class="min-w-0 flex-1">
            <p>
              <a
                class="block truncate font-semibold"
                href={`/appointments/${call.id}`}
                data-panel="true"
                title={call.customer}
              >
                {call.customer}
              </a>
            </p>
            <p>
              <Phone number={call.phone} />
              {call.lastContact && (
                <span class="text-xs text-geru-700"> · {contactText(call.lastContact)}</span>
              )}
            </p>
            <p class="meta">{callDetails(call)}</p>
            {canCall && (
              <div class="mt-1 flex flex-wrap items-center gap-1.5">
                <CallButtons call={call} back={back} target={toConfirmId} formKey={formKey} />
              </div>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

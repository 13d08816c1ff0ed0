import { isAllergic } from '../../domain/allergies.ts'
import { type Issue, problemAt } from '../../domain/errors.ts'
import { Alert } from '../components/alert.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import type { FormDraft } from '../components/form-draft.tsx'
import { SearchSelect } from '../components/search-select.tsx'
import { type PhoneHolder, TakenPhone } from '../customers/taken-phone.tsx'
import { hx } from '../hx.ts'
import {
  BookingPrice,
  bookingCheckId,
  type FreeTimeButton,
  NextFree,
  type TimeCheck,
} from './booking-check.tsx'
import type { GhostEntry } from './booking-ghost.tsx'
import { panelId } from './calendar-desk.tsx'

export type BookingChoices = {
  treatments: { id: string; label: string }[]
  /** Sessions that can be booked; the next one of each package comes first. */
  sessions: { id: string; label: string }[]
  /** Sessions that are booked: they are moved, not booked again. */
  booked: { appointmentId: string; words: string }[]
  staff: { id: string; called: string }[]
  /** Staff who may supervise the chosen staff member. */
  supervisors: { id: string; called: string }[]
  rooms: { id: string; name: string }[]
}

export type BookingFormProps = {
  /** Null for a new appointment. */
  id: string | null
  values: Record<string, string | undefined>
  issues: Issue[]
  choices: BookingChoices
  customerChoices: { value: string; label: string; hint?: string | undefined }[]
  /** The customer who has the phone of the new one. */
  phoneHolder: PhoneHolder | null
  allergies: string | null
  check: TimeCheck | null
  nextFree: FreeTimeButton[]
  ghost: GhostEntry | null
  /** Null for those who see no money, and without a treatment. */
  price: string | null
  /** Time, day and staff in words. */
  sentence: string
  /** The server has changed the day, the time or the minutes that were sent. */
  isRefilled: boolean
  /** After a clash: the nearest free times, each a button that books it. */
  freeTimes: FreeTimeButton[]
  /** The time is outside hours or past: shows the button *Book anyway*. */
  asksTwice: boolean
  canAddCustomer: boolean
  clashes: { field: string; label: string; value: string }[]
  draft: FormDraft | null
  back: string
  formKey: string
}

type Props = BookingFormProps

/** Later or now, and the next free times. */
export function WalkInChoice(props: Props) {
  return (
    <div class="flex flex-wrap items-center gap-1.5">
      <Field
        {...fieldOf(props)('walk_in')}
        label="When"
        hideLabel
        control="segment"
        value={props.values.walk_in ?? ''}
        choices={[
          { value: '', label: 'Later' },
          { value: 'true', label: 'Now (walk-in)' },
        ]}
        {...redraw(props.id)}
      />
      <NextFree {...props} />
    </div>
  )
}

/** What is to be filled in next, which takes the focus. A refused form has its error summary. */
export function stepOf({
  id,
  values,
  issues,
}: Props): 'customer' | 'treatment' | 'date' | 'book' | null {
  if (issues.length > 0) return null
  if (id) return 'date'
  if (!values.customer_id) return values.new_name || values.new_phone ? null : 'customer'
  // The treatment that was filled in for the customer can still be another.
  if (!values.treatment || values.chosen === 'customer') return 'treatment'
  return values.time ? 'book' : null
}

/** On a change, the server checks the time of the typed values. */
const recheck = (id: string | null, trigger = 'change') =>
  hx({
    get: formAddress(id),
    trigger,
    include: 'closest form',
    target: `#${bookingCheckId}`,
    swap: 'innerHTML',
    indicator: `#${bookingCheckId}`,
    sync: `#${bookingCheckId}:replace`,
  })

/** A typed field is checked while it is typed, after a pause. */
const TYPED = 'change, input changed delay:500ms'

/** On a change, the server redraws the form from the typed values. */
const redraw = (id: string | null, values?: Record<string, string>) =>
  hx({
    get: formAddress(id),
    trigger: 'change',
    include: 'closest form',
    target: `#${panelId}`,
    swap: 'innerHTML',
    sync: 'closest form:replace',
    values,
  })

function formAddress(id: string | null): string {
  return id ? `/appointments/${id}/edit` : '/appointments/new'
}

export function TreatmentField(props: Props & { hasCustomer: boolean }) {
  const { id, choices, hasCustomer } = props
  const field = fieldOf(props)
  return (
    <div>
      <Field
        {...field('treatment')}
        label="Treatment"
        control="select"
        blank={hasCustomer || !id ? 'Choose…' : undefined}
        autofocus={stepOf(props) === 'treatment'}
        choices={[
          ...choices.sessions.map((session) => ({
            value: `session:${session.id}`,
            label: session.label,
          })),
          ...choices.treatments.map(({ id: value, label }) => ({ value, label })),
        ]}
        {...recheck(id)}
      />
      <BookingPrice price={props.price} />
    </div>
  )
}

export function PlaceFields(props: Props) {
  const { id, choices } = props
  const field = fieldOf(props)
  return (
    <div class="grid grid-cols-2 gap-3">
      <Field
        {...field('staff_id')}
        label="Staff"
        control="select"
        blank={id ? undefined : 'Anybody'}
        choices={choices.staff.map((each) => ({ value: each.id, label: each.called }))}
        {...recheck(id)}
      />
      <Field
        {...field('room_id')}
        label="Room"
        control="select"
        blank="Any free room"
        choices={choices.rooms.map((each) => ({ value: each.id, label: each.name }))}
        {...recheck(id)}
      />
    </div>
  )
}

export function SupervisorField(props: Props) {
  const { id, choices } = props
  const field = fieldOf(props)
  if (choices.supervisors.length === 0) return null
  return (
    <Field
      {...field('supervisor_id')}
      label="Supervising doctor"
      control="select"
      blank="None"
      optional
      choices={choices.supervisors.map((each) => ({ value: each.id, label: each.called }))}
      {...recheck(id)}
    />
  )
}

const WHEN_ID = 'booking-when'

/** client/panel.ts keeps them while one of them has the focus. */
export function WhenFields(props: Props & { isOob?: boolean }) {
  const { id, isOob } = props
  const field = fieldOf(props)
  return (
    <div class="grid grid-cols-3 gap-3" id={WHEN_ID} {...(isOob ? hx({ swapOob: true }) : {})}>
      <Field
        {...field('date')}
        label="Date"
        control="date"
        autofocus={stepOf(props) === 'date' && !isOob}
        {...recheck(id, TYPED)}
      />
      <Field {...field('time')} label="Time" control="time" {...recheck(id, TYPED)} />
      <Field {...field('duration')} label="Minutes" control="number" {...recheck(id, TYPED)} />
    </div>
  )
}

export function CustomerFields(props: Props & { hasCustomer: boolean }) {
  const { id, values, issues, customerChoices, allergies } = props
  const isNew = Boolean(values.new_name || values.new_phone)
  const [booked] = props.choices.booked
  const field = fieldOf({ values, issues })
  return (
    <>
      <SearchSelect
        name="customer"
        label="Customer"
        value={values.customer_id}
        text={values.customer}
        source="/customers/options"
        choices={customerChoices}
        error={problemAt(issues, 'customer')}
        autofocus={stepOf(props) === 'customer'}
        placeholder="Name or phone"
        {...redraw(id, { chosen: 'customer' })}
      />
      {booked && (
        <p class="meta">
          {booked.words}{' '}
          <a
            class="link"
            href={`/appointments/${booked.appointmentId}/edit`}
            data-panel="true"
            id="move-booked"
          >
            Move it
          </a>
        </p>
      )}
      {isAllergic(allergies) && <Alert tone="kumkum" title={allergies} icon="octagon-alert" />}
      {!id && props.canAddCustomer && (
        <details class="new-customer" open={isNew}>
          <summary class="link w-fit text-xs">New customer</summary>
          <div class="mt-2 grid grid-cols-2 gap-3">
            <Field {...field('new_name')} label="Name" id="new-name" autocomplete="off" />
            <Field
              {...field('new_phone')}
              label="Phone"
              id="new-phone"
              control="tel"
              autocomplete="off"
            />
          </div>
          <TakenPhone holder={props.phoneHolder} chosen={values.phone_use} canBook />
        </details>
      )}
    </>
  )
}

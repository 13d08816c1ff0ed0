import type { Child } from 'hono/jsx'
import { isAllergic } from '../../domain/allergies.ts'
import { type Issue, problemAt } from '../../domain/errors.ts'
import { formatMoney } from '../../domain/money.ts'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { EditClashes } from '../components/edit-clashes.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import type { FormDraft } from '../components/form-draft.tsx'
import { SearchSelect } from '../components/search-select.tsx'
import { type HxOptions, hx } from '../hx.ts'
import { deskId, panelId } from './calendar-desk.tsx'
import { PanelHead } from './panel-head.tsx'

export type BookingChoices = {
  treatments: { id: string; name: string; pricePaise: number; durationMins: number }[]
  /** Pending sessions of the customer's packages; the next one of each package comes first. */
  sessions: { id: string; label: string }[]
  staff: { id: string; called: string }[]
  /** Staff who may supervise the chosen staff member. */
  supervisors: { id: string; called: string }[]
  rooms: { id: string; name: string }[]
}

export type TimeCheck = {
  /** No other appointment clashes. */
  isFree: boolean
  /** The time is outside hours or past, so booking asks for confirmation. */
  hasProblems: boolean
  sentence: string
  /** The nearest free times, to show when the time is taken. */
  freeTimes: string[]
}

type Props = {
  /** Null for a new appointment. */
  id: string | null
  values: Record<string, string | undefined>
  issues: Issue[]
  choices: BookingChoices
  customerChoices: { value: string; label: string; hint?: string | undefined }[]
  allergies: string | null
  /** The date as text: `Fri 5 Mar`. */
  dayWords: string
  check: TimeCheck | null
  /** After a clash: the nearest free times, each a button that books it. */
  freeTimes: string[]
  /** The time is outside hours or past: shows the button *Book anyway*. */
  asksTwice: boolean
  canAddCustomer: boolean
  clashes: { field: string; label: string; value: string }[]
  draft: FormDraft | null
  back: string
  formKey: string
}

export const bookingCheckId = 'booking-check'

/**
 * The form beside the calendar. The server redraws it from its own values, so it works without
 * script.
 */
export function BookingForm(props: Props) {
  const { id, values, issues, choices } = props
  const address = id ? `/appointments/${id}` : '/appointments'
  const hasCustomer = Boolean(values.customer_id)
  const recheck = redrawOnChange(id, { target: `#${bookingCheckId}`, swap: 'outerHTML' })
  const field = fieldOf(props)
  const isComplete =
    id === null && issues.length === 0 && hasCustomer && Boolean(values.treatment && values.time)
  return (
    <>
      <PanelHead back={props.back}>{id ? 'Move or change' : 'Book appointment'}</PanelHead>
      <Form
        action={address}
        formKey={props.formKey}
        class="flex flex-1 flex-col"
        hx={{ target: `#${deskId}`, swap: 'outerHTML' }}
        label={id ? 'Move appointment' : 'Book appointment'}
        draft={props.draft}
      >
        <div class="panel-body">
          <ErrorSummary
            issues={issues}
            verb={id ? 'move' : 'book'}
            title={props.clashes.length > 0 ? 'Changed at another desk' : undefined}
          />
          <EditClashes clashes={props.clashes} />
          {id && <input type="hidden" name="opened" value={values.opened ?? ''} />}
          <FreeTimes {...props} />
          <input type="hidden" name="back" value={props.back} />
          <CustomerFields {...props} hasCustomer={hasCustomer} />
          <Field
            {...field('treatment')}
            label="Treatment"
            control="select"
            blank={hasCustomer || !id ? 'Choose…' : undefined}
            autofocus={hasCustomer && issues.length === 0 && !values.treatment}
            choices={[
              ...choices.sessions.map(({ id: session, label }) => ({
                value: `session:${session}`,
                label,
              })),
              ...choices.treatments.map((treatment) => ({
                value: treatment.id,
                label: `${treatment.name} · ${formatMoney(treatment.pricePaise)}`,
              })),
            ]}
            {...recheck}
          />
          <div class="grid grid-cols-2 gap-3">
            <Field
              {...field('staff_id')}
              label="Staff"
              control="select"
              choices={choices.staff.map((each) => ({ value: each.id, label: each.called }))}
              {...recheck}
            />
            <Field
              {...field('room_id')}
              label="Room"
              control="select"
              blank="Any free room"
              choices={choices.rooms.map((each) => ({ value: each.id, label: each.name }))}
              {...recheck}
            />
          </div>
          <div class="grid grid-cols-3 gap-3">
            <Field
              {...field('date')}
              label="Date"
              control="date"
              autofocus={id !== null && issues.length === 0}
              {...recheck}
            />
            <Field {...field('time')} label="Time" control="time" {...recheck} />
            <Field
              {...field('duration')}
              label="Minutes"
              control="number"
              placeholder={usualMins(props)}
              {...recheck}
            />
          </div>
          {choices.supervisors.length > 0 && (
            <Field
              {...field('supervisor_id')}
              label="Supervising doctor"
              control="select"
              blank="None"
              optional
              choices={choices.supervisors.map((each) => ({ value: each.id, label: each.called }))}
              {...recheck}
            />
          )}
          <BookingCheck check={props.check} />
          <Field {...field('notes')} label="Notes" optional placeholder="Visible to all staff" />
          {!id && (
            <Field
              {...field('walk_in')}
              label="Walk-in: here now"
              control="checkbox"
              value="true"
              checked={values.walk_in === 'true'}
            />
          )}
        </div>
        <div class="panel-foot">
          <Button
            variant="primary"
            shortcut="Control+Enter"
            busy={id ? 'Saving…' : 'Booking…'}
            class="flex-1"
            id="book"
            autofocus={isComplete}
          >
            {id ? 'Save appointment' : 'Book appointment'}
          </Button>
        </div>
      </Form>
    </>
  )
}

/** The treatment's usual length in minutes, used when the field is empty. */
function usualMins({ values, choices }: Props): string | undefined {
  const chosen = choices.treatments.find((each) => each.id === values.treatment)
  return chosen ? String(chosen.durationMins) : undefined
}

/** On a change, the server redraws a part of the form from the typed values. */
const redrawOnChange = (id: string | null, part: Pick<HxOptions, 'target' | 'swap'>) =>
  hx({ get: formAddress(id), trigger: 'change', include: 'closest form', ...part })

function formAddress(id: string | null): string {
  return id ? `/appointments/${id}/edit` : '/appointments/new'
}

function CustomerFields(props: Props & { hasCustomer: boolean }) {
  const { id, values, issues, customerChoices, allergies, hasCustomer } = props
  const isNew = Boolean(values.new_name || values.new_phone)
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
        autofocus={!hasCustomer && issues.length === 0}
        placeholder="Name or phone"
        {...redrawOnChange(id, { target: `#${panelId}`, swap: 'innerHTML' })}
      />
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
        </details>
      )}
    </>
  )
}

/** Says whether the time is free, while the form is being filled in. */
export function BookingCheck({ check }: { check: TimeCheck | null }) {
  return (
    <div id={bookingCheckId} aria-live="polite">
      {check && (
        <Alert
          tone={check.isFree ? (check.hasProblems ? 'geru' : 'neem') : 'kumkum'}
          icon={check.isFree && !check.hasProblems ? 'check' : 'circle-alert'}
        >
          {check.sentence}
          {!check.isFree &&
            check.freeTimes.length > 0 &&
            ` Nearest free times: ${check.freeTimes.join(', ')}.`}
        </Alert>
      )}
    </div>
  )
}

function FreeTimes({ freeTimes, asksTwice }: Props): Child {
  if (freeTimes.length === 0 && !asksTwice) return null
  return (
    <div class="flex flex-wrap items-center gap-1.5">
      {freeTimes.length > 0 && <span class="meta">Nearest free times:</span>}
      {freeTimes.map((time) => (
        <Button name="free_time" value={time} small id={`free-${time.replace(':', '')}`}>
          {time}
        </Button>
      ))}
      {asksTwice && (
        <Button name="override" value="true" small variant="danger" id="override">
          Book anyway
        </Button>
      )}
    </div>
  )
}

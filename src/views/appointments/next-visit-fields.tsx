import { formatDay } from '../../domain/dates.ts'
import type { Issue } from '../../domain/errors.ts'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { hx } from '../hx.ts'

export type NextCheck = {
  isFree: boolean
  /** The time is outside hours or past, so booking it asks for confirmation. */
  hasProblems: boolean
  sentence: string
  freeTimes: string[]
}

export type NextVisitProps = {
  values: Record<string, string>
  issues: Issue[]
  /** What is known of the customer's next visit: what is booked, and the session to book. */
  next: {
    booked: { date: string; startTime: string; treatment: string; staff: string } | null
    session: { id: string; number: number; sessionCount: number; planName: string } | null
    date: string | null
    isAfterExpiry: boolean
  }
  choices: {
    treatments: { id: string; label: string }[]
    staff: { id: string; called: string }[]
  }
  /** The typed date as text: `Fri 5 Mar`. */
  dayWords: string
  check: NextCheck | null
  /** After a clash: the nearest free times, each a button that closes the visit with it. */
  freeTimes: string[]
  /** The time is outside hours or past: shows the button *Book anyway*. */
  asksTwice: boolean
  today: string
  /** The address of the sheet. */
  address: string
}

const fieldsId = 'next-visit'

export const nextCheckId = 'next-check'

/** The proposed next visit, which can be changed or left out. */
export function NextVisitFields(props: NextVisitProps) {
  const { values, issues, next, choices, address } = props
  const field = fieldOf({ values, issues })
  return (
    <section
      id={fieldsId}
      aria-labelledby="next-visit-heading"
      class="min-w-0 space-y-3 max-[1365px]:mt-4 max-[1365px]:border-t max-[1365px]:border-rule-2"
    >
      <div class="sec flex-col !gap-0">
        <h2 id="next-visit-heading">Next visit</h2>
        <p class="meta">{knownWords(props)}</p>
      </div>
      <Field
        {...field('next')}
        label="Next visit"
        hideLabel
        control="segment"
        choices={[
          { value: 'book', label: next.booked ? 'Book another' : 'Book', shortcut: 'Alt+n' },
          { value: 'none', label: next.booked ? 'Don’t book' : 'No next visit' },
        ]}
      />
      <Field
        {...field('next_treatment')}
        label="Treatment"
        control="select"
        choices={treatmentChoices(props)}
      />
      <div class="grid grid-cols-[minmax(0,1fr)_96px_72px] gap-3">
        <Field
          {...field('next_staff_id')}
          label="Staff"
          control="select"
          choices={choices.staff.map((each) => ({ value: each.id, label: each.called }))}
        />
        <Field
          {...field('next_date')}
          label="Date"
          control="date"
          hint={props.dayWords === values.next_date ? undefined : props.dayWords}
        />
        <Field {...field('next_time')} label="Time" control="time" />
      </div>
      <AfterRefusal {...props} />
      <div
        id={nextCheckId}
        {...hx({
          post: `${address}/draft`,
          target: 'this',
          swap: 'innerMorph',
          sync: 'replace',
          trigger: `change from:#${fieldsId} delay:120ms`,
        })}
      >
        <NextVisitCheck check={props.check} address={address} />
      </div>
    </section>
  )
}

/** What the customer has already, and how far the proposal goes. */
function knownWords({ next, today }: NextVisitProps): string | null {
  const { booked, session, date, isAfterExpiry } = next
  if (booked) {
    const { treatment, staff, startTime } = booked
    return `Booked: ${formatDay(booked.date, today)}, ${startTime}, ${treatment} with ${staff}.`
  }
  if (date === null) return 'No free time near the planned day.'
  if (isAfterExpiry) return 'After the package expires.'
  return session && `Session ${session.number} of ${session.sessionCount} is not booked yet.`
}

function treatmentChoices({ next: { session }, choices }: NextVisitProps) {
  const sessions = session
    ? [
        {
          value: `session:${session.id}`,
          label: `${session.planName} · session ${session.number} of ${session.sessionCount}`,
        },
      ]
    : []
  const treatments = choices.treatments.map(({ id, label }) => ({ value: id, label }))
  return [...sessions, ...treatments]
}

/** Whether the typed time is free. A free time nearby is filled in by its button. */
export function NextVisitCheck({ check, address }: { check: NextCheck | null; address: string }) {
  if (!check) return null
  const { isFree, hasProblems, sentence, freeTimes } = check
  return (
    <div class="space-y-2" aria-live="polite">
      <Alert
        tone={isFree ? (hasProblems ? 'geru' : 'neem') : 'kumkum'}
        icon={isFree && !hasProblems ? 'check' : 'circle-alert'}
      >
        {sentence}
      </Alert>
      {!isFree && <FreeTimes times={freeTimes} fillsForm={`${address}/draft`} />}
    </div>
  )
}

/** After a refusal, a button closes the visit with another time, or with this one. */
function AfterRefusal({ freeTimes, asksTwice }: NextVisitProps) {
  return (
    <>
      <FreeTimes times={freeTimes} />
      {asksTwice && (
        <Button name="override" value="true" small variant="danger" id="override">
          Book anyway
        </Button>
      )}
    </>
  )
}

function FreeTimes({ times, fillsForm }: { times: string[]; fillsForm?: string }) {
  if (times.length === 0) return null
  const draws = fillsForm
    ? {
        formaction: fillsForm,
        ...hx({ post: fillsForm, include: 'closest form', target: '#main', swap: 'innerHTML' }),
      }
    : {}
  return (
    <div class="flex flex-wrap items-center gap-1.5">
      <span class="meta">Nearest free times:</span>
      {times.map((time) => (
        <Button name="free_time" value={time} small {...draws} id={`free-${time.replace(':', '')}`}>
          {time}
        </Button>
      ))}
    </div>
  )
}

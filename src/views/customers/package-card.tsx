import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import type { EnrollmentStatus } from '../../domain/packages.ts'
import { UNDO_NEEDS_REASON, type UndoRight } from '../../domain/undo.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { DateText } from '../components/date-text.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { type SessionDot, SessionDots } from '../components/session-dots.tsx'
import { Tag } from '../components/tag.tsx'

export type Package = {
  id: string
  planName: string
  sessionCount: number
  sessionsCompleted: number
  status: EnrollmentStatus
  enrolledAt: CalendarDate
  staff: string | null
  sessions: {
    id: string
    number: number
    state: SessionDot['state']
    completedAt: Date | null
    appointmentId: string | null
    bookedDate: CalendarDate | null
    bookedTime: string | null
    staff: string | null
  }[]
}

type Props = {
  enrollment: Package
  customerId: string
  today: CalendarDate
  canComplete: boolean
  /** How the signed-in person may undo a session completed at this time. */
  undoRight: (completedAt: Date | null) => UndoRight
  /** The session that needs an answer: why it is undone, or whether it was done today. */
  askedSession?: string | undefined
  canBook: boolean
  /** The first package on the page gets the shortcut N. */
  isFirst: boolean
  formKey: string
}

/** Id of the card, which the response to completing a session replaces. */
export function packageCardId(enrollmentId: string): string {
  return `package-${enrollmentId}`
}

/** The field that names the completion to undo: another desk may have undone it since. */
export const undoneCompletionField = 'completed_at'

/** One package: its session dots, and the actions for the next session. */
export function PackageCard(props: Props) {
  const { enrollment, customerId, today } = props
  const { sessionCount, sessionsCompleted, status } = enrollment
  const next = enrollment.sessions.find((session) => session.state === 'next')
  return (
    <article class="py-3" id={packageCardId(enrollment.id)} aria-label={enrollment.planName}>
      <h3 class="text-sm font-semibold">{enrollment.planName}</h3>
      <p class="meta">
        {sessionCount}-session package · enrolled <DateText date={enrollment.enrolledAt} />
        {enrollment.staff && ` · ${enrollment.staff}`}
      </p>
      <div class="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <SessionDots
          size="large"
          sessions={enrollment.sessions.map((session) => dotOf(session, props))}
          label={`${sessionsCompleted} of ${sessionCount} sessions done`}
        />
        <p>
          <b>{sessionsCompleted}</b> / {sessionCount} <span class="meta">sessions done</span>
          {next && status === 'active' && (
            <span class="meta block">{nextSentence(next, today)}</span>
          )}
        </p>
        {status === 'completed' && <Tag tone="neem">Completed</Tag>}
        {status === 'cancelled' && <Tag tone="ink">Cancelled</Tag>}
        {status === 'active' && sessionsCompleted === sessionCount - 1 && (
          <Tag tone="neel">Nearly done</Tag>
        )}
      </div>
      {((next && status === 'active') || (sessionsCompleted > 0 && props.canComplete)) && (
        <div class="mt-2.5 flex flex-wrap gap-2">
          {next && status === 'active' && (
            <NextActions {...props} next={next} customerId={customerId} />
          )}
          {sessionsCompleted > 0 && props.canComplete && <Undo {...props} />}
        </div>
      )}
    </article>
  )
}

function NextActions({
  enrollment,
  customerId,
  next,
  canBook,
  canComplete,
  isFirst,
  today,
  askedSession,
  formKey,
}: Props & { next: Package['sessions'][number] }) {
  const toBook = enrollment.sessions.filter(
    ({ state, appointmentId }) => state !== 'done' && !appointmentId,
  )
  const [first] = toBook
  return (
    <>
      {canBook && first && (
        <ButtonLink
          href={`/appointments/new?customer_id=${customerId}&session_id=${first.id}`}
          small
          shortcut={isFirst ? 'n' : undefined}
        >
          Book session {first.number}
        </ButtonLink>
      )}
      {canBook && toBook.length > 1 && (
        <ButtonLink href={`/customers/${customerId}/packages/${enrollment.id}/course`} small>
          Book the course
        </ButtonLink>
      )}
      {canComplete && (
        <Form
          action={`/customers/${customerId}/sessions/${next.id}/completion`}
          formKey={formKey}
          hx={{ target: `#${packageCardId(enrollment.id)}`, swap: 'outerHTML' }}
        >
          <Complete enrollment={enrollment} next={next} today={today} askedSession={askedSession} />
        </Form>
      )}
    </>
  )
}

/** A session that is booked for a later day is completed with a second press: it moves to today. */
function Complete({
  enrollment,
  next,
  today,
  askedSession,
}: Pick<Props, 'enrollment' | 'today' | 'askedSession'> & { next: Package['sessions'][number] }) {
  const id = `complete-${enrollment.id}`
  if (askedSession !== next.id || next.bookedDate === null) {
    return (
      <Button small id={id} busy="Completing…">
        Complete session {next.number}
      </Button>
    )
  }
  return (
    <p class="flex flex-wrap items-center gap-2" role="alert">
      Booked for {formatDay(next.bookedDate, today)}. Done today instead?
      <Button small id={id} name="today" value="true" busy="Completing…" autofocus>
        Done today
      </Button>
    </p>
  )
}

function Undo({ enrollment, customerId, undoRight, askedSession, formKey }: Props) {
  const last = enrollment.sessions.filter((session) => session.state === 'done').at(-1)
  const right = last ? undoRight(last.completedAt) : null
  if (!last || !right) return null
  const isAsked = askedSession === last.id
  return (
    <Form
      action={`/customers/${customerId}/sessions/${last.id}/completion/undo`}
      formKey={`${formKey}-undo`}
      hx={{ target: `#${packageCardId(enrollment.id)}`, swap: 'outerHTML' }}
      class="inline-flex items-start gap-1"
    >
      <input
        type="hidden"
        name={undoneCompletionField}
        value={last.completedAt?.toISOString() ?? ''}
      />
      {right === 'with-reason' && (
        <Field
          name="reason"
          id={`reason-${enrollment.id}`}
          label={`Reason for undo of session ${last.number}`}
          hideLabel
          placeholder="Reason for undo"
          maxlength={200}
          class="w-40"
          error={isAsked ? UNDO_NEEDS_REASON : undefined}
          autofocus={isAsked}
        />
      )}
      <Button type="submit" small variant="quiet" id={`undo-${enrollment.id}`} busy="Undoing…">
        Undo session {last.number}
      </Button>
    </Form>
  )
}

function dotOf(
  session: Package['sessions'][number],
  { customerId, today, canBook }: Props,
): SessionDot {
  const booked =
    session.bookedDate && session.bookedTime
      ? `, booked ${formatDay(session.bookedDate, today)} ${session.bookedTime}`
      : ''
  const words = { done: 'done', next: 'next', booked: '', pending: 'to come' }[session.state]
  const title = `Session ${session.number}${words ? `, ${words}` : ''}${booked}`
  const href = session.appointmentId
    ? `/appointments/${session.appointmentId}`
    : canBook && session.state !== 'done'
      ? `/appointments/new?customer_id=${customerId}&session_id=${session.id}`
      : undefined
  return { number: session.number, state: session.state, title, href }
}

function nextSentence(next: Package['sessions'][number], today: CalendarDate): string {
  if (!next.bookedDate) return `Session ${next.number} not booked`
  const day = next.bookedDate === today ? 'today' : formatDay(next.bookedDate, today)
  return `Session ${next.number} is ${day}, ${next.bookedTime}`
}

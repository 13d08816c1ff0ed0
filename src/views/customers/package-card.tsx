import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import type { EnrollmentStatus } from '../../domain/packages.ts'
import type { UndoRight } from '../../domain/undo.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { DateText } from '../components/date-text.tsx'
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
  canBook: boolean
  /** The first package on the page gets the shortcut N. */
  isFirst: boolean
  formKey: string
}

/** Id of the card, which the response to completing a session replaces. */
export function packageCardId(enrollmentId: string): string {
  return `package-${enrollmentId}`
}

/** One package: its session dots, and the actions for the next session. */
export function PackageCard(props: Props) {
  const { enrollment, customerId, today } = props
  const { sessionCount, sessionsCompleted, status } = enrollment
  const next = enrollment.sessions.find((session) => session.state === 'next')
  return (
    <article class="py-3" id={packageCardId(enrollment.id)} aria-label={enrollment.planName}>
      <div class="flex flex-wrap items-baseline gap-x-2">
        <h3 class="text-sm font-semibold">{enrollment.planName}</h3>
        <span class="meta">
          {sessionCount}-session package · enrolled <DateText date={enrollment.enrolledAt} />
          {enrollment.staff && ` · ${enrollment.staff}`}
        </span>
        <span class="ml-auto">
          <b>{sessionsCompleted}</b> / {sessionCount} <span class="meta">sessions done</span>
        </span>
      </div>
      <div class="mt-2 flex flex-wrap items-center gap-3">
        <SessionDots
          sessions={enrollment.sessions.map((session) => dotOf(session, props))}
          label={`${sessionsCompleted} of ${sessionCount} sessions done`}
        />
        {status === 'completed' && <Tag tone="neem">Completed</Tag>}
        {status === 'cancelled' && <Tag tone="ink">Cancelled</Tag>}
        {status === 'active' && sessionsCompleted === sessionCount - 1 && (
          <Tag tone="neel">Nearly done</Tag>
        )}
        {next && status === 'active' && <span class="meta">{nextSentence(next, today)}</span>}
        <span class="flex flex-wrap gap-2 md:ml-auto">
          {next && status === 'active' && (
            <NextActions {...props} next={next} customerId={customerId} />
          )}
          {sessionsCompleted > 0 && props.canComplete && <Undo {...props} />}
        </span>
      </div>
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
          <Button type="submit" small id={`complete-${enrollment.id}`} busy="Completing…">
            Complete session {next.number}
          </Button>
        </Form>
      )}
    </>
  )
}

function Undo({ enrollment, customerId, undoRight, formKey }: Props) {
  const last = enrollment.sessions.filter((session) => session.state === 'done').at(-1)
  const right = last ? undoRight(last.completedAt) : null
  if (!last || !right) return null
  return (
    <Form
      action={`/customers/${customerId}/sessions/${last.id}/completion/undo`}
      formKey={`${formKey}-undo`}
      hx={{ target: `#${packageCardId(enrollment.id)}`, swap: 'outerHTML' }}
      class="inline-flex gap-1"
    >
      {right === 'with-reason' && (
        <input
          class="inp h-[26px] w-28 text-xs"
          name="reason"
          aria-label={`Reason for undo of session ${last.number}`}
          placeholder="Reason"
          maxlength={200}
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

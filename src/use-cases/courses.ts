import { randomUUID } from 'node:crypto'
import { insertAppointment } from '../db/appointments.ts'
import type { Reader } from '../db/connect.ts'
import { type Course, findCourse, listCourseVisits, lockCourse } from '../db/courses.ts'
import { violates } from '../db/failures.ts'
import { listBookableStaff } from '../db/staff.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { daysNear, gapDaysOf, lastVisitOf, startNear } from '../domain/course-plan.ts'
import { addDays, type CalendarDate, type ClockTime } from '../domain/dates.ts'
import { bookableStarts } from '../domain/day-plans.ts'
import { Conflict, invalid, NotFound } from '../domain/errors.ts'
import { assertActive } from '../domain/packages.ts'
import type { Clinic } from './clinic.ts'
import { findStart } from './day-plans.ts'
import { prepareBooking } from './prepare-booking.ts'

/** One session of a course, and the visit that is proposed for it. */
export type CourseRow = {
  sessionId: string
  number: number
  date: CalendarDate | null
  startTime: ClockTime | null
  /** What there is to say of the proposal; null when it is as it should be. */
  note: string | null
}

export type CourseProposal = { course: Course; staffId: string | null; rows: CourseRow[] }

/**
 * Proposes a visit for each session of a package that is neither done nor booked: the treatment's
 * ideal gap apart, on the usual weekday, at the usual hour, with the usual person. Reserves nothing.
 */
export async function proposeCourse(
  clinic: Clinic,
  actor: Actor,
  query: {
    enrollmentId: string
    staffId: string | null
    today: CalendarDate
    /** The last session that is asked for; left out: all. */
    until?: string
  },
): Promise<CourseProposal> {
  authorize(actor, 'appointments.manage')
  const reader = clinic.read(actor)
  const course = await findCourse(reader, query.enrollmentId)
  if (!course) throw new NotFound('package')
  assertActive(course)
  const visits = await listCourseVisits(reader, course.id)
  const last = lastVisitOf(visits)
  const staff = await listBookableStaff(reader)
  const staffId =
    [query.staffId, last?.staffId, course.staffId].find((id) =>
      staff.some((each) => each.id === id),
    ) ??
    staff[0]?.id ??
    null

  const rows: CourseRow[] = []
  const tomorrow = addDays(query.today, 1)
  let after = last?.date ?? null
  for (const { sessionId, number, status, date } of visits) {
    if (status === 'completed' || date !== null) continue
    const ideal = after === null ? tomorrow : addDays(after, gapDaysOf(course.idealGapDays))
    // Proposals hold no time, so each visit has to come on a day after the one before it.
    const earliest = after === null || after < tomorrow ? tomorrow : addDays(after, 1)
    const days = daysNear(ideal, { usualDay: last?.date ?? null, earliest })
    const usualTime = last?.startTime ?? null
    const row = await proposeVisit(reader, clinic, { course, sessionId, staffId, days, usualTime })
    rows.push({ sessionId, number, ...row })
    if (sessionId === query.until) break
    after = row.date ?? ideal
  }
  return { course, staffId, rows }
}

/** Another visit for one session whose time was taken meanwhile: as near to it as there is one. */
export async function proposeAgain(
  clinic: Clinic,
  actor: Actor,
  wanted: {
    course: Course
    sessionId: string
    staffId: string | null
    date: CalendarDate
    startTime: ClockTime
    today: CalendarDate
  },
): Promise<Pick<CourseRow, 'date' | 'startTime' | 'note'>> {
  authorize(actor, 'appointments.manage')
  const days = daysNear(wanted.date, { usualDay: null, earliest: wanted.today })
  const { startTime: usualTime } = wanted
  return proposeVisit(clinic.read(actor), clinic, { ...wanted, days, usualTime })
}

async function proposeVisit(
  reader: Reader,
  clinic: Clinic,
  wanted: {
    course: Course
    sessionId: string
    staffId: string | null
    /** The best first. */
    days: CalendarDate[]
    usualTime: ClockTime | null
  },
): Promise<Pick<CourseRow, 'date' | 'startTime' | 'note'>> {
  const { course, sessionId, staffId, days, usualTime } = wanted
  const sought = staffId !== null && {
    staffId,
    customerId: course.customerId,
    treatment: null,
    sessionId,
    roomId: null,
    durationMins: null,
  }
  const found =
    sought &&
    (await findStart(reader, sought, days, (day) =>
      startNear(bookableStarts(day, clinic.clock.now()), usualTime),
    ))
  if (!found) return { date: null, startTime: null, note: 'No free time near its day.' }
  const isLate = course.expiresOn !== null && found.date > course.expiresOn
  return { ...found, note: isLate ? 'After the package expires.' : null }
}

export type CourseInput = {
  enrollmentId: string
  staffId: string
  rows: { sessionId: string; date: CalendarDate; startTime: ClockTime }[]
}

/**
 * Books the visits of a course, all of them or none. What stands in the way of one is a Conflict
 * that names its session (`session_id`), so that only that one is proposed again.
 */
export async function bookCourse(
  clinic: Clinic,
  actor: Actor,
  input: CourseInput,
): Promise<{ customerId: string; count: number }> {
  authorize(actor, 'appointments.manage')
  if (input.rows.length === 0) throw invalid('', 'There is no session to book.')
  let sessionId = ''
  try {
    return await clinic.transaction(actor, async (trx) => {
      const course = await lockCourse(trx, input.enrollmentId)
      if (!course) throw new NotFound('package')
      assertActive(course)
      const seriesId = randomUUID()
      // By their days, as all do: two courses that share people can't wait for each other.
      for (const row of input.rows.toSorted((a, b) => (a.date < b.date ? -1 : 1))) {
        sessionId = row.sessionId
        const { appointment } = await prepareBooking(clinic, trx, actor, {
          ...row,
          customer: { id: course.customerId },
          staffId: input.staffId,
          treatment: null,
          roomId: null,
          durationMins: null,
          notes: null,
          isOverride: false,
        })
        await insertAppointment(trx, {
          ...appointment,
          seriesId,
          arrivedAt: null,
          createdBy: actor.staffId,
        })
      }
      return { customerId: course.customerId, count: input.rows.length }
    })
  } catch (error) {
    throw ofSession(error, sessionId)
  }
}

/** Names the session at which the booking of a course was refused. */
function ofSession(error: unknown, sessionId: string): unknown {
  const refuse = (code: string, message: string) =>
    new Conflict(code, message, { session_id: sessionId })
  if (violates(error, 'appointment_claims_no_overlap')) {
    return refuse('time_taken', 'This time was taken meanwhile.')
  }
  if (violates(error, 'appointments_session_once')) {
    return refuse('session_booked', 'This session is booked already.')
  }
  const isOfRow = error instanceof Conflict && sessionId !== ''
  return isOfRow ? refuse(error.code, error.message) : error
}

import { randomUUID } from 'node:crypto'
import { insertAppointment } from '../db/appointments.ts'
import type { Reader } from '../db/connect.ts'
import { type Course, findCourse, listCourseVisits, lockCourse } from '../db/courses.ts'
import { violates } from '../db/failures.ts'
import { listBookableStaff } from '../db/staff.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { SESSION_BOOKED, SLOT_GIVEN_AWAY } from '../domain/clash-messages.ts'
import { daysNear, gapDaysOf, lastVisitOf, startNear } from '../domain/course-plan.ts'
import { addDays, type CalendarDate, type ClockTime } from '../domain/dates.ts'
import { bookableStarts } from '../domain/day-plans.ts'
import { Conflict, invalid, NotFound } from '../domain/errors.ts'
import { assertActive } from '../domain/packages.ts'
import type { Clinic } from './clinic.ts'
import { findStart } from './day-plans.ts'
import { prepareBooking } from './prepare-booking.ts'

/** One session of a course, with the visit proposed for it. */
export type CourseRow = {
  sessionId: string
  number: number
  date: CalendarDate | null
  startTime: ClockTime | null
  /** A warning about the proposed visit; null when there is none. */
  note: string | null
}

export type CourseProposal = { course: Course; staffId: string | null; rows: CourseRow[] }

/**
 * Proposes a visit for each session of a package that is not yet completed or booked: the
 * treatment's ideal gap apart, on the usual weekday, at the usual time, with the usual staff member.
 * It reserves nothing.
 */
export async function proposeCourse(
  clinic: Clinic,
  actor: Actor,
  query: {
    enrollmentId: string
    staffId: string | null
    today: CalendarDate
    /** The last session to propose a visit for; without it, all. */
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
    // Proposals reserve no time, so each visit must be on a later day than the one before it.
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

/** Proposes another time for one session whose time is taken: the nearest free one. */
export async function proposeAnotherTime(
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
    /** In order of preference. */
    days: CalendarDate[]
    usualTime: ClockTime | null
  },
): Promise<Pick<CourseRow, 'date' | 'startTime' | 'note'>> {
  const { course, sessionId, staffId, days, usualTime } = wanted
  const search = staffId !== null && {
    staffId,
    customerId: course.customerId,
    treatment: null,
    sessionId,
    roomId: null,
    durationMins: null,
  }
  const found =
    search &&
    (await findStart(reader, search, days, (day) =>
      startNear(bookableStarts(day, clinic.clock.now()), usualTime),
    ))
  if (!found) return { date: null, startTime: null, note: 'No free time near the planned day.' }
  const isLate = course.expiresOn !== null && found.date > course.expiresOn
  return { ...found, note: isLate ? 'After the package expires.' : null }
}

export type CourseInput = {
  enrollmentId: string
  staffId: string
  rows: { sessionId: string; date: CalendarDate; startTime: ClockTime }[]
}

export type BookedCourse = {
  customerId: string
  customer: string
  count: number
  /** Names what this call did, for `undoAct`. */
  act: string
}

/**
 * Books all visits of a course, or none. When one can't be booked, throws a Conflict with its
 * `session_id`, so that only this session gets a new proposal.
 */
export async function bookCourse(
  clinic: Clinic,
  actor: Actor,
  input: CourseInput,
): Promise<BookedCourse> {
  authorize(actor, 'appointments.manage')
  if (input.rows.length === 0) throw invalid('', 'Choose at least one session to book.')
  let sessionId = ''
  try {
    return await clinic.transaction(actor, async (trx) => {
      const course = await lockCourse(trx, input.enrollmentId)
      if (!course) throw new NotFound('package')
      assertActive(course)
      const seriesId = randomUUID()
      // Book in date order, as everywhere: two courses with the same staff can't deadlock.
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
          isOfCourse: true,
        })
        await insertAppointment(trx, {
          ...appointment,
          seriesId,
          arrivedAt: null,
          createdBy: actor.staffId,
        })
      }
      const { customerId, customer } = course
      return { customerId, customer, count: input.rows.length, act: actor.request.id }
    })
  } catch (error) {
    throw withSession(error, sessionId)
  }
}

/** Adds the session that could not be booked to the Conflict. */
function withSession(error: unknown, sessionId: string): unknown {
  const refuse = (code: string, message: string) =>
    new Conflict(code, message, { session_id: sessionId })
  if (violates(error, 'appointment_claims_no_overlap')) {
    return refuse('time_taken', SLOT_GIVEN_AWAY)
  }
  if (violates(error, 'appointments_session_once')) {
    return refuse('session_booked', SESSION_BOOKED)
  }
  const isAboutSession = error instanceof Conflict && sessionId !== ''
  return isAboutSession ? refuse(error.code, error.message) : error
}

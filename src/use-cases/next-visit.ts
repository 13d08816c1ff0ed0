import { type Appointment, findAppointment, findNextAppointment } from '../db/appointments.ts'
import type { Reader } from '../db/connect.ts'
import { findCourse, listCourseVisits } from '../db/courses.ts'
import { findBookableSession, listNextToBook } from '../db/packages.ts'
import { listBookableStaff } from '../db/staff.ts'
import { findTreatment } from '../db/treatments.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { daysNear, gapDaysOf, lastVisitOf, startNear } from '../domain/course-plan.ts'
import { addDays, type CalendarDate, type ClockTime } from '../domain/dates.ts'
import { bookableStarts } from '../domain/day-plans.ts'
import { NotFound } from '../domain/errors.ts'
import type { Clinic } from './clinic.ts'
import { findStart } from './day-plans.ts'

export type NextVisit = {
  /** The customer's next appointment, if it is booked already. */
  booked: { date: CalendarDate; startTime: ClockTime; treatment: string; staff: string } | null
  /** The package session that it would use; null outside a package. */
  session: NextSession | null
  /** The course of this visit goes on, and its next session is not booked yet. */
  isDue: boolean
  staffId: string | null
  /** Null when nothing is free near the ideal day. */
  date: CalendarDate | null
  startTime: ClockTime | null
  /** The package ends before the proposed day. */
  isAfterExpiry: boolean
}

export type NextSession = { id: string; number: number; sessionCount: number; planName: string }

/**
 * Proposes the visit that follows another one: the treatment's ideal gap later, on the same weekday,
 * at the same time and with the same staff member. It reserves nothing.
 */
export async function proposeNextVisit(
  clinic: Clinic,
  actor: Actor,
  { appointmentId, today }: { appointmentId: string; today: CalendarDate },
): Promise<NextVisit> {
  authorize(actor, 'appointments.manage')
  const reader = clinic.read(actor)
  const visit = await findAppointment(reader, appointmentId)
  if (!visit) throw new NotFound('appointment')
  const [plan, booked, staff] = await Promise.all([
    visit.sessionId ? planCourse(reader, visit, visit.sessionId) : planSingle(reader, visit),
    findNextAppointment(reader, visit),
    listBookableStaff(reader),
  ])
  const staffId = [visit.staffId, staff[0]?.id].find((id) => staff.some((one) => one.id === id))
  const tomorrow = addDays(today, 1)
  const days = daysNear(addDays(plan.after, gapDaysOf(plan.idealGapDays)), {
    usualDay: visit.date,
    earliest: plan.after < tomorrow ? tomorrow : addDays(plan.after, 1),
  })
  const search = {
    staffId: staffId ?? '',
    supervisorId: visit.supervisorId === staffId ? null : visit.supervisorId,
    customerId: visit.customerId,
    treatment: plan.session ? null : { id: visit.treatmentId },
    sessionId: plan.session?.id ?? null,
    roomId: null,
    durationMins: null,
  }
  const found =
    staffId === undefined
      ? null
      : await findStart(reader, search, days, (day) =>
          startNear(bookableStarts(day, clinic.clock.now()), visit.startTime),
        )
  return {
    booked: booked ?? null,
    session: plan.session,
    isDue: plan.isDue,
    staffId: staffId ?? null,
    date: found?.date ?? null,
    startTime: found?.startTime ?? null,
    isAfterExpiry: Boolean(found && plan.expiresOn && found.date > plan.expiresOn),
  }
}

type Plan = Pick<NextVisit, 'session' | 'isDue'> & {
  /** The day from which the ideal gap counts. */
  after: CalendarDate
  idealGapDays: number | null
  expiresOn: CalendarDate | null
}

/** The next session to book of the package that this visit belongs to. */
async function planCourse(reader: Reader, visit: Appointment, sessionId: string): Promise<Plan> {
  const own = await findBookableSession(reader, sessionId)
  if (!own) throw new NotFound('session')
  const [course, visits] = await Promise.all([
    findCourse(reader, own.enrollmentId),
    listCourseVisits(reader, own.enrollmentId),
  ])
  const open = visits.filter((each) => each.status === 'pending' && each.sessionId !== sessionId)
  const next = own.enrollmentStatus === 'active' && open.find((each) => each.date === null)
  const { sessionCount, planName } = own
  return {
    session: next ? { id: next.sessionId, number: next.number, sessionCount, planName } : null,
    isDue: Boolean(next) && open.every((each) => each.date === null),
    after: lastVisitOf(visits)?.date ?? visit.date,
    idealGapDays: course?.idealGapDays ?? null,
    expiresOn: course?.expiresOn ?? null,
  }
}

/** Outside a package: the same treatment, as a session if the customer has one left of it. */
async function planSingle(reader: Reader, visit: Appointment): Promise<Plan> {
  const { customerId, treatmentId, date } = visit
  const [treatment, [next]] = await Promise.all([
    findTreatment(reader, treatmentId),
    listNextToBook(reader, { customerIds: [customerId], treatmentIds: [treatmentId] }),
  ])
  return {
    session: next
      ? {
          id: next.id,
          number: next.number,
          sessionCount: next.sessionCount,
          planName: next.treatment,
        }
      : null,
    isDue: false,
    after: date,
    idealGapDays: treatment?.idealGapDays ?? null,
    expiresOn: null,
  }
}

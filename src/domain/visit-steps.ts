import { type AppointmentStatus, isOpen } from './appointments.ts'
import { type CalendarDate, type ClockTime, formatDay } from './dates.ts'
import { Conflict } from './errors.ts'

/** What the desk does with an open appointment, from booked to completed. */
export const VISIT_STEPS = ['confirm', 'arrived', 'start', 'complete', 'cancel', 'no-show'] as const

export type VisitStep = (typeof VISIT_STEPS)[number]

type Booked = { date: CalendarDate; startTime: ClockTime }

/** The date and time in the clinic. */
export type ClinicNow = { date: CalendarDate; time: ClockTime }

/**
 * The steps that are possible now, the most likely first. Before its day an appointment can only be
 * confirmed, moved and cancelled; it is a no-show once its time has come.
 */
export function possibleSteps(
  visit: Booked & { status: AppointmentStatus; isArrived: boolean; isStarted: boolean },
  now: ClinicNow,
): VisitStep[] {
  if (!isOpen(visit.status)) return []
  const { isArrived, isStarted } = visit
  const steps: VisitStep[] = []
  if (visit.status === 'scheduled' && !isArrived) steps.push('confirm')
  if (isBeforeDay(visit, now.date)) return isArrived ? steps : [...steps, 'cancel']
  if (!isArrived) steps.push('arrived')
  else if (!isStarted) steps.push('start')
  steps.push('complete')
  if (!isArrived) steps.push('cancel')
  if (!isArrived && hasBegun(visit, now)) steps.push('no-show')
  return steps
}

export function isBeforeDay({ date }: Pick<Booked, 'date'>, today: CalendarDate): boolean {
  return date > today
}

function hasBegun({ date, startTime }: Booked, now: ClinicNow): boolean {
  return `${date} ${startTime}` <= `${now.date} ${now.time}`
}

/** Throws Conflict when an arrival, a start, a completion or a no-show is recorded before its day. */
export function assertDayHasCome(visit: Booked, step: VisitStep, today: CalendarDate): void {
  if (step === 'confirm' || step === 'cancel' || !isBeforeDay(visit, today)) return
  const booked = `Booked for ${formatDay(visit.date, today)}.`
  const advice: Record<typeof step, string> = {
    arrived: 'Move it to today first.',
    start: 'Move it to today first.',
    complete: 'Done today instead?',
    'no-show': 'It can be a no-show once its time has come.',
  }
  throw new Conflict('visit_early', `${booked} ${advice[step]}`, {
    appointment_date: visit.date,
    start_time: visit.startTime,
  })
}

/** Throws Conflict when the desk marks a no-show before the time of the appointment. */
export function assertMissed(visit: Booked, now: ClinicNow): void {
  if (hasBegun(visit, now)) return
  const message = `Booked for ${visit.startTime}. It can be a no-show once its time has come.`
  throw new Conflict('visit_early', message, { start_time: visit.startTime })
}

import type { CalendarDate } from './dates.ts'
import { bookableStarts, type PlannedDay, problemsOf } from './day-plans.ts'
import { findBusy } from './slots.ts'

/** A day of one of the people with whom an appointment could be booked. */
type MemberDay = PlannedDay &
  Parameters<typeof problemsOf>[0] & { staff: { id: string; called: string } }

export type FreeChoice = {
  date: CalendarDate
  /** In minutes of the day. */
  startMins: number
  staffId: string
  /** A walk-in: the appointment begins now. */
  isNow: boolean
}

/**
 * Who takes an appointment with anybody at this time: of those who are free, first the one who needs
 * no second confirmation, then the usual one, then who has the fewest booked minutes that day, then
 * who joined first. Undefined when nobody is free.
 */
export function whoIsFree<D extends MemberDay>(
  days: readonly D[],
  { startMins, usualId, at }: { startMins: number; usualId: string | null; at: Date },
): D | undefined {
  const rank = (day: D) => [
    isOrdinary(day, startMins, at) ? 0 : 1,
    day.staff.id === usualId ? 0 : 1,
    bookedMins(day),
  ]
  return days
    .filter((day) => findBusy(day.plan, startMins, day.durationMins) === null)
    .map((day) => ({ day, rank: rank(day) }))
    .toSorted((a, b) => compare(a.rank, b.rank))[0]?.day
}

/** Whether this time needs no second confirmation. */
export function isOrdinary(day: MemberDay, startMins: number, at: Date): boolean {
  const stretch = { fromMins: startMins, toMins: startMins + day.durationMins }
  return problemsOf(day, { stretch, roomId: null, at }).length === 0
}

/** The next free times with anybody, each with who takes it, by date and time. */
export function freeChoices<D extends MemberDay>(
  days: readonly (readonly D[])[],
  { usualId, at }: { usualId: string | null; at: Date },
): FreeChoice[] {
  return days.flatMap((ofDay) => {
    const starts = new Set(ofDay.flatMap((day) => bookableStarts(day, at)))
    return [...starts]
      .sort((a, b) => a - b)
      .flatMap((startMins) => choiceAt(ofDay, { startMins, usualId, at }) ?? [])
  })
}

function choiceAt<D extends MemberDay>(
  days: readonly D[],
  wanted: { startMins: number; usualId: string | null; at: Date },
): FreeChoice | null {
  const { startMins, at } = wanted
  const day = whoIsFree(days, wanted)
  if (!day || !isOrdinary(day, startMins, at)) return null
  return { date: day.date, startMins, staffId: day.staff.id, isNow: false }
}

/** A walk-in now, when somebody is free and the clinic is open; null otherwise. */
export function choiceNow<D extends MemberDay>(
  days: readonly D[],
  wanted: { nowMins: number; usualId: string | null; at: Date },
): FreeChoice | null {
  const { nowMins, ...rest } = wanted
  const choice = choiceAt(days, { startMins: nowMins, ...rest })
  return choice && { ...choice, isNow: true }
}

/**
 * The choices to offer of all free times: the next ones, and last the first one of a later day, for
 * a customer who can't come today.
 */
export function pickChoices(choices: readonly FreeChoice[], count: number): FreeChoice[] {
  const [first] = choices
  if (!first || count < 1) return []
  const later = choices.find((choice) => choice.date > first.date)
  if (!later || count < 2) return choices.slice(0, count)
  const before = choices.filter((choice) => choice.date < later.date).slice(0, count - 1)
  const from = choices.indexOf(later)
  return [...before, ...choices.slice(from, from + count - before.length)]
}

function bookedMins({ plan }: PlannedDay): number {
  return plan.staff.busy.reduce((sum, { fromMins, toMins }) => sum + toMins - fromMins, 0)
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

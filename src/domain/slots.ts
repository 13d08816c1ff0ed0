import type { Weekday } from './dates.ts'

/** The slot lengths in minutes that a branch can choose from. */
export const SLOT_LENGTHS = [15, 20, 30, 60] as const

/** A half-open stretch of time `[from, to)`, in minutes of one of the clinic's days. */
export type Stretch = { fromMins: number; toMins: number }

/** For how long before and after an appointment a resource is blocked for it, in minutes. */
export type Buffers = { beforeMins: number; afterMins: number }

export type HoursRow = { staffId: string | null; weekday: number; opens: string; closes: string }

/** Everything that decides when a person, in one of several rooms, can be booked on a day. */
export type DayPlan = {
  /** When the staff can be booked: their hours without the break, holidays and leave. */
  open: Stretch[]
  staff: { busy: Stretch[]; buffers: Buffers }
  customer: { busy: Stretch[] }
  /** One free room is enough; empty when the treatment needs none. */
  rooms: { id: string; busy: Stretch[]; buffers: Buffers }[]
  /** The supervising doctor's seats, one of which must be free; null without a supervisor. */
  supervision: { seats: number; busy: (Stretch & { seat: string })[] } | null
}

/**
 * Every start at which an appointment of `durationMins` can be booked: inside an open stretch, in
 * steps from its beginning, and with staff, customer, room and supervisor all free.
 */
export function freeStarts(
  plan: DayPlan,
  options: { durationMins: number; stepMins: number; notBeforeMins: number },
): number[] {
  const starts: number[] = []
  for (const open of plan.open) {
    for (
      let start = open.fromMins;
      start + options.durationMins <= open.toMins;
      start += options.stepMins
    ) {
      if (start >= options.notBeforeMins && isFree(plan, start, options.durationMins))
        starts.push(start)
    }
  }
  return [...new Set(starts)].sort((a, b) => a - b)
}

/** Whether everyone and a room are free for this appointment. It does not check opening hours. */
export function isFree(plan: DayPlan, startMins: number, durationMins: number): boolean {
  return findBusy(plan, startMins, durationMins) === null
}

export type Busy = 'staff' | 'customer' | 'supervisor' | 'room'

/** Who or what another appointment has at this time; null when everyone and a room are free. */
export function findBusy(plan: DayPlan, startMins: number, durationMins: number): Busy | null {
  const appointment = { fromMins: startMins, toMins: startMins + durationMins }
  if (overlapsAny(withBuffers(appointment, plan.staff.buffers), plan.staff.busy)) return 'staff'
  if (overlapsAny(appointment, plan.customer.busy)) return 'customer'
  if (!hasSeat(plan, appointment)) return 'supervisor'
  const hasRoom = plan.rooms.length === 0 || roomsFreeAt(plan, appointment).length > 0
  return hasRoom ? null : 'room'
}

/** Whether the supervising doctor has a free seat for the whole appointment. */
export function hasSeat({ supervision }: DayPlan, appointment: Stretch): boolean {
  if (!supervision) return true
  const taken = supervision.busy.filter((claim) => overlaps(claim, appointment))
  return new Set(taken.map((claim) => claim.seat)).size < supervision.seats
}

/** The first room that is free at this time, or null. */
export function firstFreeRoom(
  plan: DayPlan,
  startMins: number,
  durationMins: number,
): string | null {
  const appointment = { fromMins: startMins, toMins: startMins + durationMins }
  return roomsFreeAt(plan, appointment)[0] ?? null
}

/** The ids of the rooms that are free at this time, in the order of the plan. */
export function roomsFreeAt(plan: DayPlan, appointment: Stretch): string[] {
  return plan.rooms
    .filter(({ busy, buffers }) => !overlapsAny(withBuffers(appointment, buffers), busy))
    .map((room) => room.id)
}

/** The `count` starts nearest to the wanted one, earliest first. */
export function nearestStarts(
  starts: readonly number[],
  wantedMins: number,
  count: number,
): number[] {
  return [...starts]
    .sort((a, b) => Math.abs(a - wantedMins) - Math.abs(b - wantedMins) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b)
}

export function overlaps(a: Stretch, b: Stretch): boolean {
  return a.fromMins < b.toMins && b.fromMins < a.toMins
}

export function covers(outer: Stretch[], inner: Stretch): boolean {
  return outer.some(
    (stretch) => stretch.fromMins <= inner.fromMins && inner.toMins <= stretch.toMins,
  )
}

/** The stretches without the taken parts. */
export function subtract(stretches: Stretch[], taken: Stretch[]): Stretch[] {
  return taken.reduce(
    (left, gap) =>
      left.flatMap((stretch) =>
        overlaps(stretch, gap)
          ? [
              { fromMins: stretch.fromMins, toMins: gap.fromMins },
              { fromMins: gap.toMins, toMins: stretch.toMins },
            ].filter((part) => part.fromMins < part.toMins)
          : [stretch],
      ),
    stretches,
  )
}

/** The parts that are in both lists of stretches. */
export function intersect(some: Stretch[], others: Stretch[]): Stretch[] {
  return some.flatMap((one) =>
    others
      .filter((other) => overlaps(one, other))
      .map((other) => ({
        fromMins: Math.max(one.fromMins, other.fromMins),
        toMins: Math.min(one.toMins, other.toMins),
      })),
  )
}

/** A person's own hours on a weekday, or the clinic's if the person has no hours of their own. */
export function hoursOf(
  rows: HoursRow[],
  staffId: string | null,
  weekday: Weekday,
): HoursRow | null {
  const own = staffId === null ? [] : rows.filter((row) => row.staffId === staffId)
  const hours = own.length > 0 ? own : rows.filter((row) => row.staffId === null)
  return hours.find((row) => row.weekday === weekday) ?? null
}

function withBuffers(stretch: Stretch, { beforeMins, afterMins }: Buffers): Stretch {
  return { fromMins: stretch.fromMins - beforeMins, toMins: stretch.toMins + afterMins }
}

function overlapsAny(stretch: Stretch, others: Stretch[]): boolean {
  return others.some((other) => overlaps(stretch, other))
}

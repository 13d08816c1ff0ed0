import type { Weekday } from './dates.ts'

/** How long a clinic's slots may be, in minutes; which of them is a setting of the branch. */
export const SLOT_LENGTHS = [15, 20, 30, 60] as const

/** A half-open stretch `[from, to)` in minutes of one day of the clinic. */
export type Stretch = { fromMins: number; toMins: number }

/** How long before and after an appointment a resource is held for it, in minutes. */
export type Buffers = { beforeMins: number; afterMins: number }

export type HoursRow = { staffId: string | null; weekday: number; opens: string; closes: string }

/** Everything that decides when one person, in one of several rooms, can be booked on one day. */
export type DayPlan = {
  /** When the people may be booked: hours without the break, holidays and leave. */
  open: Stretch[]
  staff: { busy: Stretch[]; buffers: Buffers }
  customer: { busy: Stretch[] }
  /** One of these is enough; empty when the treatment needs none. */
  rooms: { id: string; busy: Stretch[]; buffers: Buffers }[]
  /** The seats of who oversees it, of which one has to be free; null when nobody does. */
  supervision: { seats: number; busy: (Stretch & { seat: string })[] } | null
}

/**
 * Every start, in steps from the beginning of each open stretch, at which an appointment of `durationMins` can
 * be booked as it stands: inside the open stretches, and with no claim of its own meeting another.
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

/** Whether nothing that is claimed meets this appointment. Hours are another question. */
export function isFree(plan: DayPlan, startMins: number, durationMins: number): boolean {
  return takenOf(plan, startMins, durationMins) === null
}

export type Taken = 'staff' | 'customer' | 'supervisor' | 'room'

/** Who or what of an appointment is claimed by another one then; null when nothing is. */
export function takenOf(plan: DayPlan, startMins: number, durationMins: number): Taken | null {
  const appointment = { fromMins: startMins, toMins: startMins + durationMins }
  if (meetsAny(widened(appointment, plan.staff.buffers), plan.staff.busy)) return 'staff'
  if (meetsAny(appointment, plan.customer.busy)) return 'customer'
  if (!hasSeat(plan, appointment)) return 'supervisor'
  const hasRoom = plan.rooms.length === 0 || roomsFreeAt(plan, appointment).length > 0
  return hasRoom ? null : 'room'
}

/** Whether who oversees it has room for one more, all the time that it takes. */
export function hasSeat({ supervision }: DayPlan, appointment: Stretch): boolean {
  if (!supervision) return true
  const taken = supervision.busy.filter((claim) => meets(claim, appointment))
  return new Set(taken.map((claim) => claim.seat)).size < supervision.seats
}

/** The first of the rooms that nothing claims then, or null. */
export function firstFreeRoom(
  plan: DayPlan,
  startMins: number,
  durationMins: number,
): string | null {
  const appointment = { fromMins: startMins, toMins: startMins + durationMins }
  return roomsFreeAt(plan, appointment)[0] ?? null
}

/** The rooms that nothing claims then, in their order. */
export function roomsFreeAt(plan: DayPlan, appointment: Stretch): string[] {
  return plan.rooms
    .filter(({ busy, buffers }) => !meetsAny(widened(appointment, buffers), busy))
    .map((room) => room.id)
}

/** The `count` starts nearest to the one wanted, in the day's order. */
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

export function meets(a: Stretch, b: Stretch): boolean {
  return a.fromMins < b.toMins && b.fromMins < a.toMins
}

export function covers(outer: Stretch[], inner: Stretch): boolean {
  return outer.some(
    (stretch) => stretch.fromMins <= inner.fromMins && inner.toMins <= stretch.toMins,
  )
}

/** The stretches without the parts that are taken out of them. */
export function without(stretches: Stretch[], taken: Stretch[]): Stretch[] {
  return taken.reduce(
    (left, gap) =>
      left.flatMap((stretch) =>
        meets(stretch, gap)
          ? [
              { fromMins: stretch.fromMins, toMins: gap.fromMins },
              { fromMins: gap.toMins, toMins: stretch.toMins },
            ].filter((part) => part.fromMins < part.toMins)
          : [stretch],
      ),
    stretches,
  )
}

/** The parts that two lists of stretches share. */
export function shared(some: Stretch[], others: Stretch[]): Stretch[] {
  return some.flatMap((one) =>
    others
      .filter((other) => meets(one, other))
      .map((other) => ({
        fromMins: Math.max(one.fromMins, other.fromMins),
        toMins: Math.min(one.toMins, other.toMins),
      })),
  )
}

/** A person who has hours of her own works by them; everybody else by the clinic's. */
export function hoursOf(
  rows: HoursRow[],
  staffId: string | null,
  weekday: Weekday,
): HoursRow | null {
  const own = staffId === null ? [] : rows.filter((row) => row.staffId === staffId)
  const hours = own.length > 0 ? own : rows.filter((row) => row.staffId === null)
  return hours.find((row) => row.weekday === weekday) ?? null
}

function widened(stretch: Stretch, { beforeMins, afterMins }: Buffers): Stretch {
  return { fromMins: stretch.fromMins - beforeMins, toMins: stretch.toMins + afterMins }
}

function meetsAny(stretch: Stretch, others: Stretch[]): boolean {
  return others.some((other) => meets(stretch, other))
}

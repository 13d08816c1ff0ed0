import * as availability from '../db/availability.ts'
import * as catalogue from '../db/catalogue.ts'
import type { Reader } from '../db/connect.ts'
import type { Settings } from '../db/settings.ts'
import { type CalendarDate, localTime, minutesOf } from './dates.ts'
import { invalid } from './errors.ts'
import { downStretches, type OpeningRules, openStretches } from './opening.ts'
import { type DayPlan, freeStarts, type Stretch } from './slots.ts'

/** The opening rules of some days. */
export async function loadOpeningRules(
  reader: Reader,
  settings: Pick<Settings, 'breakFrom' | 'breakTo'>,
  from: CalendarDate,
  to: CalendarDate,
): Promise<OpeningRules> {
  const { hours, holidays, leave } = await availability.getOpening(reader, from, to)
  const { breakFrom, breakTo } = settings
  return {
    from,
    hours,
    holidays,
    leave,
    breakTime:
      breakFrom && breakTo ? { fromMins: minutesOf(breakFrom), toMins: minutesOf(breakTo) } : null,
  }
}

export type Wanted = {
  date: CalendarDate
  staffId: string
  customerId: string | null
  /** Any of these rooms will do; empty when the treatment needs none. */
  roomIds: string[]
  buffers: Pick<
    catalogue.Treatment,
    'staffBeforeMins' | 'staffAfterMins' | 'roomBeforeMins' | 'roomAfterMins'
  >
  /** An appointment that is being moved does not stand in its own way. */
  exceptAppointmentId?: string | undefined
}

/** Everything that decides when this can be booked on its day. */
export async function loadDayPlan(
  reader: Reader,
  rules: OpeningRules,
  wanted: Wanted,
): Promise<DayPlan> {
  const { date, staffId, customerId, roomIds, buffers } = wanted
  const resources = [staffId, ...roomIds, ...(customerId ? [customerId] : [])]
  const claims = (await availability.listClaims(reader, date, resources)).filter(
    (claim) => claim.appointmentId !== wanted.exceptAppointmentId,
  )
  const busyOf = (resourceId: string): Stretch[] =>
    claims.filter((claim) => claim.resourceId === resourceId)
  return {
    open: openStretches(rules, date, staffId),
    staff: {
      busy: busyOf(staffId),
      buffers: { beforeMins: buffers.staffBeforeMins, afterMins: buffers.staffAfterMins },
    },
    customer: { busy: customerId ? busyOf(customerId) : [] },
    rooms: roomIds.map((id) => ({
      id,
      busy: [...busyOf(id), ...downStretches(rules, date, id)],
      buffers: { beforeMins: buffers.roomBeforeMins, afterMins: buffers.roomAfterMins },
    })),
  }
}

/** The starts that can be booked as they stand from now on, in steps of the clinic's slot. */
export function bookableStarts(
  plan: DayPlan,
  settings: Pick<Settings, 'slotMins' | 'timeZone'>,
  options: { date: CalendarDate; durationMins: number; now: Date },
): number[] {
  const now = localTime(options.now, settings.timeZone)
  if (options.date < now.date) return []
  return freeStarts(plan, {
    durationMins: options.durationMins,
    stepMins: settings.slotMins,
    notBeforeMins: options.date === now.date ? minutesOf(now.time) : 0,
  })
}

/** Of what is asked for without a treatment. */
export const NO_BUFFERS = {
  staffBeforeMins: 0,
  staffAfterMins: 0,
  roomBeforeMins: 0,
  roomAfterMins: 0,
}

/** The room asked for, else those of the kind that the treatment needs. */
export async function roomChoices(
  reader: Reader,
  treatment: Pick<catalogue.Treatment, 'roomKind'> | null,
  roomId: string | null,
): Promise<string[]> {
  if (roomId) return [roomId]
  if (!treatment?.roomKind) return []
  const rooms = await catalogue.listRooms(reader)
  return rooms.filter((room) => room.kind === treatment.roomKind).map((room) => room.id)
}

export async function assertRoom(reader: Reader, roomId: string): Promise<void> {
  const rooms = await catalogue.listRooms(reader)
  if (!rooms.some((room) => room.id === roomId)) throw invalid('room_id', 'There is no such room.')
}

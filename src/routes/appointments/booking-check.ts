import type { Context } from 'hono'
import { MIN_DURATION_MINS } from '../../domain/appointments.ts'
import { addDays, formatDay, minutesOf, parseTypedTime } from '../../domain/dates.ts'
import { Refusal } from '../../domain/errors.ts'
import {
  type CheckedTime,
  checkTime,
  listNextFree,
  type NextFree,
} from '../../use-cases/free-times.ts'
import type { FreeTimeButton, TimeCheck } from '../../views/appointments/booking-check.tsx'
import type { GhostEntry } from '../../views/appointments/booking-ghost.tsx'
import { ghostPlace } from '../../views/appointments/calendar-layout.ts'
import type { CalendarQuery } from '../../views/appointments/calendar-query.ts'
import type { Env } from '../http/environment.ts'
import { isId } from '../http/forms.ts'
import { freeTimeValue, parseTreatmentField } from './booking-input.ts'

type Asked = {
  /** The appointment that is moved, whose own time counts as free. */
  id: string | null
  values: Record<string, string>
  date: string | null
}

/** Whether the time in the form is free; null while the form does not say enough to tell. */
export async function checkBookingTime(c: Context<Env>, asked: Asked): Promise<CheckedTime | null> {
  const { date, values } = asked
  const startTime = parseTypedTime(values.time ?? '')
  if (!date || !startTime) return null
  const staffId = idIn(values, 'staff_id')
  if (asked.id !== null && staffId === null) return null
  return unlessRefused(() =>
    checkTime(c.var.clinic, c.var.actor, { ...searchOf(asked), date, startTime, staffId }),
  )
}

/** How many of the next free times with anybody are offered; each has a key. */
const NEXT_OFFERED = 3

/** The next free times with anybody, a walk-in now first. Only for a new appointment. */
export async function listNextTimes(c: Context<Env>, asked: Asked): Promise<FreeTimeButton[]> {
  if (asked.id !== null) return []
  const { clinic, actor, today } = c.var
  const next = await unlessRefused(() =>
    listNextFree(clinic, actor, {
      ...searchOf(asked),
      from: today,
      staffId: null,
      count: NEXT_OFFERED,
      hasWalkIn: true,
    }),
  )
  return (next ?? []).map((free, index) => ({
    value: freeTimeValue(free),
    label: nextLabel(free, today),
    shortcut: `Alt+${index + 1}`,
  }))
}

function nextLabel({ date, startTime, staff, isNow }: NextFree, today: string): string {
  if (isNow) return `Now (walk-in) with ${staff}`
  if (date === today) return `${startTime} ${staff}`
  const day = date === addDays(today, 1) ? 'tomorrow' : formatDay(date, today)
  return `${day} ${startTime} ${staff}`
}

/** What the form says of the appointment, apart from its time and staff. */
export function searchOf({ id, values }: Pick<Asked, 'id' | 'values'>) {
  const mins = Number(values.duration)
  return {
    ...parseTreatmentField(values.treatment),
    supervisorId: idIn(values, 'supervisor_id'),
    roomId: idIn(values, 'room_id'),
    customerId: idIn(values, 'customer_id'),
    durationMins: Number.isInteger(mins) && mins >= MIN_DURATION_MINS ? mins : null,
    exceptAppointmentId: id ?? undefined,
  }
}

function idIn(values: Record<string, string>, name: string): string | null {
  return isId(values[name] ?? '') ? (values[name] ?? null) : null
}

/** Null when a field is wrong: that is shown when the form is sent. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** The line of the form, and the nearest free times when the time is taken. */
export function timeCheckOf(result: CheckedTime, startTime: string): TimeCheck {
  return {
    isFree: result.taken === null,
    hasProblems: result.problems.length > 0,
    sentence: sentenceOf(result, startTime),
    freeTimes: result.taken ? result.freeTimes.map((time) => ({ value: time, label: time })) : [],
  }
}

function sentenceOf({ staff, room, takenBy, ...result }: CheckedTime, startTime: string): string {
  const free = room ? `${staff} and ${room} are free` : `${staff} is free`
  return [takenBy ?? `${free} ${startTime}–${result.endsAt}.`, ...result.problems].join(' ')
}

/** The slot that the form means, as it is drawn in the calendar beside the form. */
export function ghostOf(
  c: Context<Env>,
  { values, date }: Asked,
  { query, result, treatment }: { query: CalendarQuery; result: CheckedTime; treatment: string },
): GhostEntry | null {
  const startTime = parseTypedTime(values.time ?? '')
  if (!date || !startTime) return null
  const { slotMins, breakFrom, breakTo } = c.var.settings
  const breakTime =
    breakFrom && breakTo ? { fromMins: minutesOf(breakFrom), toMins: minutesOf(breakTo) } : null
  const stretch = { fromMins: minutesOf(startTime), toMins: minutesOf(result.endsAt) }
  const isByStaff = query.view === 'day' && query.by === 'staff'
  return {
    date,
    staffId: result.staffId,
    roomId: idIn(values, 'room_id'),
    place: ghostPlace(stretch, { slotMins, breakTime }),
    beside: query.view === 'day' ? (isByStaff ? result.beside.staff : 0) : result.beside.all,
    title: values.customer || values.new_name || 'New appointment',
    line: [treatment, `${startTime}–${result.endsAt}`].filter(Boolean).join(' · '),
  }
}

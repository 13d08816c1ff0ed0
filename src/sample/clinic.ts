import { insertWorkingHours } from '../db/availability.ts'
import { insertBranch } from '../db/branches.ts'
import { insertLeave } from '../db/leave.ts'
import { insertRooms } from '../db/rooms.ts'
import { insertSettings } from '../db/settings.ts'
import { insertStaff } from '../db/staff.ts'
import type { Weekday } from '../domain/dates.ts'
import { SAMPLE_TIME_ZONE, type SampleContext } from './context.ts'
import {
  BRANCH_NAME,
  OPEN_WEEKDAYS,
  OPENING_HOURS,
  ROOMS,
  type RoomKind,
  SETTINGS,
} from './data/clinic.ts'
import { STAFF, type StaffKey } from './data/staff.ts'

export function shortNameOf(key: StaffKey): string {
  const person = STAFF.find((each) => each.key === key)
  if (!person) throw new RangeError(`no such person: ${key}`)
  return person.called
}

/** The room of a kind that a person works in: Room 1 is Dr. Reena's. */
export function roomOf(kind: RoomKind, staff: StaffKey): (typeof ROOMS)[number]['name'] {
  if (kind === 'laser') return 'Laser room'
  if (kind === 'facial') return 'Facial room'
  return staff === 'reena' ? 'Room 1' : 'Room 2'
}

export async function loadClinic(sample: SampleContext, branchId: string): Promise<void> {
  const { trx, idOf, shiftDays } = sample
  await insertBranch(trx, { id: branchId, name: BRANCH_NAME, isDefault: true })
  await insertSettings(trx, { ...SETTINGS, timeZone: SAMPLE_TIME_ZONE })
  const hours = OPEN_WEEKDAYS.map((weekday) => ({
    weekday: shiftWeekday(weekday, shiftDays),
    ...OPENING_HOURS,
  }))
  await insertWorkingHours(trx, hours)
  const rooms = ROOMS.map((room, index) => ({
    ...room,
    id: idOf('room', room.name),
    position: index + 1,
  }))
  await insertRooms(trx, rooms)
}

/** `hashes` has the password hashes by e-mail address. Staff without one can't sign in. */
export async function loadStaff(
  { trx, idOf, on, at }: SampleContext,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const people = STAFF.map(({ key, ...person }, index) => ({
    ...person,
    id: idOf('staff', key),
    passwordHash: hashes.get(person.email) ?? null,
    position: index + 1,
    overseesAtOnce: person.role === 'doctor' || person.role === 'admin' ? 2 : 0,
    createdAt: at('2025-09-22', '09:00'),
  }))
  await insertStaff(trx, people)
  await insertLeave(trx, {
    staffId: idOf('staff', 'nisha'),
    roomId: null,
    startsOn: on('2026-03-19'),
    startsAt: '00:00',
    endsOn: on('2026-03-20'),
    endsAt: '23:59',
    reason: 'Family wedding',
  })
}

/** When the sample's dates are shifted, its closed weekday is shifted as well. */
function shiftWeekday(weekday: Weekday, days: number): Weekday {
  return (((((weekday - 1 + days) % 7) + 7) % 7) + 1) as Weekday
}

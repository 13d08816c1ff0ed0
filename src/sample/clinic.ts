import type { Weekday } from '../domain/dates.ts'
import { SAMPLE_TIME_ZONE, type SampleContext } from './context.ts'

export const SAMPLE_PASSWORD = 'demo-clinic-2026'

/** Who signs in to the sample, all with the same password. */
export const SAMPLE_SIGN_INS = [
  { role: 'admin', email: 'admin@linqs.example', name: 'Dr. Reena Sharma' },
  { role: 'doctor', email: 'doctor@linqs.example', name: 'Dr. Vivek Kapoor' },
  { role: 'receptionist', email: 'reception@linqs.example', name: 'Meena Joshi' },
  { role: 'therapist', email: 'therapist@linqs.example', name: 'Nisha Rane' },
] as const

/** In the order of joining, which gives the colours of the calendar. */
const STAFF = [
  {
    key: 'kapoor',
    name: 'Dr. Vivek Kapoor',
    called: 'Dr. Kapoor',
    initials: 'VK',
    role: 'doctor',
    phone: '+919886014523',
    email: 'doctor@linqs.example',
    specialization: 'Laser Specialist',
    is_bookable: true,
  },
  {
    key: 'reena',
    name: 'Dr. Reena Sharma',
    called: 'Dr. Reena',
    initials: 'RS',
    role: 'admin',
    phone: '+919810022110',
    email: 'admin@linqs.example',
    specialization: 'Dermatologist',
    is_bookable: true,
    discount_ceiling: '100',
  },
  {
    key: 'ritu',
    name: 'Ritu Pillai',
    called: 'Ritu',
    initials: 'RP',
    role: 'therapist',
    phone: '+919019477310',
    email: 'ritu@linqs.example',
    specialization: 'Hair care',
    is_active: false,
  },
  {
    key: 'nisha',
    name: 'Nisha Rane',
    called: 'Nisha',
    initials: 'NR',
    role: 'therapist',
    phone: '+919743100921',
    email: 'therapist@linqs.example',
    specialization: 'Facials',
    is_bookable: true,
  },
  {
    key: 'meena',
    name: 'Meena Joshi',
    called: 'Meena',
    initials: 'MJ',
    role: 'receptionist',
    phone: '+919008065432',
    email: 'reception@linqs.example',
    specialization: 'Front desk',
    discount_ceiling: '10',
  },
] as const

export type StaffKey = (typeof STAFF)[number]['key']

export function calledName(key: StaffKey): string {
  const person = STAFF.find((each) => each.key === key)
  if (!person) throw new RangeError(`no such person: ${key}`)
  return person.called
}

const ROOMS = [
  { name: 'Laser room', kind: 'laser', is_machine: true },
  { name: 'Room 1', kind: 'treatment', is_machine: false },
  { name: 'Room 2', kind: 'treatment', is_machine: false },
  { name: 'Facial room', kind: 'facial', is_machine: false },
] as const

export type RoomKind = (typeof ROOMS)[number]['kind']

/** Where a person works, by the kind of room: Dr. Reena keeps Room 1. */
export function roomOf(kind: RoomKind, staff: StaffKey): (typeof ROOMS)[number]['name'] {
  if (kind === 'laser') return 'Laser room'
  if (kind === 'facial') return 'Facial room'
  return staff === 'reena' ? 'Room 1' : 'Room 2'
}

export async function insertClinic(sample: SampleContext, branchId: string): Promise<void> {
  const { trx } = sample
  await trx
    .insertInto('branches')
    .values({ id: branchId, name: 'MG Road', is_default: true })
    .execute()
  await trx
    .insertInto('settings')
    .values({
      clinic_name: 'Linqs Cosmetology Clinic',
      address: '14-B, MG Road, Bengaluru 560001',
      phone: '+919810055555',
      email: 'care@linqs.example',
      state_code: '29',
      gstin: '29AABCL1234A1Z4',
      upi_id: 'linqsclinic@upi',
      invoice_terms:
        'Packages are valid for 12 months from enrolment. Opened products cannot be returned.',
      invoice_prefix: 'INV',
      invoice_series: 'calendar_year',
      prices_include_tax: true,
      time_zone: SAMPLE_TIME_ZONE,
      slot_mins: 30,
      break_from: '13:00',
      break_to: '14:00',
    })
    .execute()
  const openDays: Weekday[] = [1, 2, 3, 4, 5, 6]
  await trx
    .insertInto('working_hours')
    .values(
      openDays.map((weekday) => ({
        weekday: shiftWeekday(weekday, sample.shiftDays),
        opens: '09:00',
        closes: '19:00',
      })),
    )
    .execute()
  await trx
    .insertInto('rooms')
    .values(
      ROOMS.map((room, index) => ({
        ...room,
        id: sample.idOf('room', room.name),
        position: index + 1,
      })),
    )
    .execute()
}

/** `hashes` are the password hashes by e-mail; who has none can't sign in. */
export async function insertStaff(
  sample: SampleContext,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const { trx } = sample
  await trx
    .insertInto('staff')
    .values(
      STAFF.map(({ key, ...person }) => ({
        ...person,
        id: sample.idOf('staff', key),
        password_hash: hashes.get(person.email) ?? null,
        created_at: sample.at('2025-09-22', '09:00'),
      })),
    )
    .execute()
  await trx
    .insertInto('staff_branches')
    .values(
      STAFF.map(({ key, role }, index) => ({
        staff_id: sample.idOf('staff', key),
        position: index + 1,
        oversees_at_once: role === 'doctor' || role === 'admin' ? 2 : 0,
      })),
    )
    .execute()
  await trx
    .insertInto('leave')
    .values({
      staff_id: sample.idOf('staff', 'nisha'),
      starts_on: sample.on('2026-03-19'),
      ends_on: sample.on('2026-03-20'),
      reason: 'Family wedding',
    })
    .execute()
}

/** The clinic's closed weekday moves along with its days. */
function shiftWeekday(weekday: Weekday, days: number): Weekday {
  return (((((weekday - 1 + days) % 7) + 7) % 7) + 1) as Weekday
}

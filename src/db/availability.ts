import { type RawBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { CalendarDate, ClockTime } from '../domain/dates.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/**
 * The opening hours, and the holidays and leave of the days, in one query. Leave is a person's
 * leave, or the repair of a room or machine, in minutes from midnight of the first day.
 */
export async function getOpening(reader: Reader, from: string, to: string) {
  return reader.selectNoFrom(openingOf(reader, from, to)).executeTakeFirstOrThrow()
}

export function openingOf(reader: Reader, from: string, to: string) {
  return [
    jsonArrayFrom(
      reader
        .selectFrom('working_hours')
        .select(['staff_id as staffId', 'weekday', 'opens', 'closes']),
    ).as('hours'),
    jsonArrayFrom(
      reader
        .selectFrom('holidays')
        .select(['holiday_date as date', 'name'])
        .where('holiday_date', '>=', from)
        .where('holiday_date', '<=', to),
    ).as('holidays'),
    jsonArrayFrom(
      reader
        .selectFrom('leave')
        .select([
          'staff_id as staffId',
          'room_id as roomId',
          'reason',
          minutesSince(from, sql`(starts_on + starts_at)`).as('fromMins'),
          minutesSince(from, sql`(ends_on + ends_at)`).as('toMins'),
        ])
        .where('starts_on', '<=', to)
        .where('ends_on', '>=', from),
    ).as('leave'),
  ] as const
}

/** The hours of a weekday: 1 is Monday, 7 is Sunday. Without `staffId`, those of the clinic. */
export type NewWorkingHours = {
  staffId?: string
  weekday: number
  opens: ClockTime
  closes: ClockTime
}

export async function insertWorkingHours(
  trx: Transaction,
  hours: NewWorkingHours[],
): Promise<void> {
  await trx
    .insertInto('working_hours')
    .values(
      hours.map(({ staffId, weekday, opens, closes }) => ({
        staff_id: staffId,
        weekday,
        opens,
        closes,
      })),
    )
    .execute()
}

export async function insertHolidays(
  trx: Transaction,
  holidays: { date: CalendarDate; name: string }[],
): Promise<void> {
  await trx
    .insertInto('holidays')
    .values(holidays.map(({ date, name }) => ({ holiday_date: date, name })))
    .execute()
}

function minutesSince(date: string, at: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${at} - ${date}::date) / 60)::int`
}

/** The ids of the people, seats and rooms to look for, as an SQL array. */
type Resources = RawBuilder<unknown>

/**
 * The claims on some resources during the days, in minutes from midnight of the first day (a claim
 * may begin before the days or end after them). Claims on staff in other branches are included.
 */
export function claimsQuery(reader: Reader, days: { from: string; to: string }, of: Resources) {
  return reader
    .selectFrom('appointment_claims as claim')
    .select([
      'claim.appointment_id as appointmentId',
      'claim.resource_id as resourceId',
      'claim.kind',
    ])
    .select([
      minutesSince(days.from, sql`lower(claim.during)`).as('fromMins'),
      minutesSince(days.from, sql`upper(claim.during)`).as('toMins'),
    ])
    .where('claim.resource_id', '=', sql<string>`any(${of})`)
    .where(sql<boolean>`claim.during && tsrange(${days.from}::date, ${days.to}::date + 1)`)
}

/**
 * Locks people on a day until the transaction ends, always in the same order. When two bookings
 * need the same person, the second waits here. Without this lock both write a claim and wait for
 * each other, and PostgreSQL takes a second to detect the deadlock.
 */
export async function lockPeople(trx: Transaction, date: string, people: string[]): Promise<void> {
  await sql`
    select count(pg_advisory_xact_lock(person.key))
    from (
      select distinct ${lockKey(sql`id`, date)} as key from unnest(${people}::text[]) as id
      order by key
    ) as person
  `.execute(trx)
}

/**
 * An SQL expression that locks the first room which no other transaction has locked, until this
 * transaction ends, and is its id; the first room if all are locked, and null for no rooms. So two
 * desks that book the same kind of room take different rooms and don't wait for each other.
 */
export function takeRoom(rooms: readonly string[], date: string): RawBuilder<string | null> {
  const [first] = rooms
  if (first === undefined) return sql<null>`null`
  return sql<string>`coalesce(
    (
      select id from unnest(${[...rooms]}::uuid[]) as id
      where pg_try_advisory_xact_lock(${lockKey(sql`id::text`, date)}) limit 1
    ),
    ${first}::uuid
  )`
}

function lockKey(id: RawBuilder<unknown>, date: string): RawBuilder<unknown> {
  return sql`hashtextextended(${id} || ${date}, 0)`
}

/** The appointment that a booking clashes with, for the message. */
export async function findClashingAppointment(reader: Reader, appointmentId: string) {
  return reader
    .selectFrom('appointments as appointment')
    .innerJoin('customers as customer', 'customer.id', 'appointment.customer_id')
    .innerJoin('staff', 'staff.id', 'appointment.staff_id')
    .leftJoin('rooms as room', 'room.id', 'appointment.room_id')
    .select([
      'appointment.id',
      'customer.name as customer',
      'staff.called as staff',
      'room.name as room',
      'appointment.treatment_type as treatment',
      'appointment.start_time as startTime',
      'appointment.duration_mins as durationMins',
    ])
    .where('appointment.id', '=', appointmentId)
    .executeTakeFirst()
}

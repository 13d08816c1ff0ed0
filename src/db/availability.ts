import { type RawBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { CalendarDate, ClockTime } from '../domain/dates.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/**
 * The opening hours, and the holidays and the leave that touch the days, in one query. Leave is of
 * staff, or of rooms that are down, in minutes of the first day.
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

/** The hours of a weekday, 1 for Monday to 7. Without `staffId` they are the clinic's own. */
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

/** Who oversees an appointment, and how many at once. */
export type Supervisor = { id: string; seats: number }

/**
 * The claims on these people and rooms, and on the supervisor's seats, that touch one day, in its
 * minutes (a claim may begin before midnight or end after it). Claims of staff in another branch are
 * among them.
 */
export async function listClaims(
  reader: Reader,
  date: string,
  resourceIds: string[],
  supervisor: Supervisor | null,
) {
  if (resourceIds.length === 0 && !supervisor) return []
  return reader
    .selectFrom('appointment_claims as claim')
    .select([
      'claim.appointment_id as appointmentId',
      'claim.resource_id as resourceId',
      'claim.kind',
    ])
    .select([
      minutesSince(date, sql`lower(claim.during)`).as('fromMins'),
      minutesSince(date, sql`upper(claim.during)`).as('toMins'),
    ])
    .where(
      'claim.resource_id',
      '=',
      sql<string>`any(${resourceIds}::uuid[] || ${seatsOf(supervisor)})`,
    )
    .where(sql<boolean>`claim.during && tsrange(${date}::date, ${date}::date + 1)`)
    .execute()
}

function seatsOf(supervisor: Supervisor | null): RawBuilder<unknown> {
  if (!supervisor) return sql`'{}'::uuid[]`
  return sql`array(
    select supervision_seat(${supervisor.id}, number)
    from generate_series(1, ${supervisor.seats}::int) as number
  )`
}

/**
 * Holds people, and one of the rooms, on a day until the transaction ends. Of two bookings of the
 * same person the second waits here; without it both write a claim, each waits for the other, and
 * the database takes a second to see that. People come first, in one order for all, so that nobody
 * who holds a room waits for a person. Of the rooms it is the first that no other booking holds
 * just now, so that two desks that book the same kind of room do not wait for each other; the
 * answer is its id, or null when no room is asked for.
 */
export async function lockResources(
  trx: Transaction,
  date: string,
  { people, rooms }: { people: string[]; rooms: string[] },
): Promise<string | null> {
  const key = (id: RawBuilder<string>) => sql`hashtextextended(${id} || ${date}, 0)`
  const { rows } = await sql<{ roomId: string | null }>`
    with held as materialized (
      select count(pg_advisory_xact_lock(person.key)) as people
      from (
        select distinct ${key(sql`id`)} as key from unnest(${people}::text[]) as id order by key
      ) as person
    )
    select (
      select id from unnest(${rooms}::text[]) as id
      where pg_try_advisory_xact_lock(${key(sql`id`)}) limit 1
    ) as "roomId"
    from held
  `.execute(trx)
  const roomId = rows[0]?.roomId ?? null
  const [first] = rooms
  if (roomId !== null || first === undefined) return roomId
  await sql`select pg_advisory_xact_lock(${key(sql`${first}::text`)})`.execute(trx)
  return first
}

/** Whose appointment a claim is, to say what a booking clashes with. */
export async function findClaimHolder(reader: Reader, appointmentId: string) {
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

import { type RawBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/** The opening hours of a weekday: the clinic's own (`staffId` null) and those of staff who have any. */
export async function listWorkingHours(reader: Reader) {
  return reader
    .selectFrom('working_hours')
    .select(['staff_id as staffId', 'weekday', 'opens', 'closes'])
    .execute()
}

/**
 * The opening hours, and the holidays and the leave that touch the days, in one query. Leave is of
 * staff, or of rooms that are down, in minutes of the first day.
 */
export async function getOpening(reader: Reader, from: string, to: string) {
  return reader
    .selectNoFrom((rows) => [
      jsonArrayFrom(
        rows
          .selectFrom('working_hours')
          .select(['staff_id as staffId', 'weekday', 'opens', 'closes']),
      ).as('hours'),
      jsonArrayFrom(
        rows
          .selectFrom('holidays')
          .select(['holiday_date as date', 'name'])
          .where('holiday_date', '>=', from)
          .where('holiday_date', '<=', to),
      ).as('holidays'),
      jsonArrayFrom(
        rows
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
    ])
    .executeTakeFirstOrThrow()
}

function minutesSince(date: string, at: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${at} - ${date}::date) / 60)::int`
}

/**
 * The claims on these people and rooms that touch one day, in its minutes (a claim may begin before
 * midnight or end after it). Claims of staff in another branch are among them.
 */
export async function listClaims(reader: Reader, date: string, resourceIds: string[]) {
  if (resourceIds.length === 0) return []
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
    .where('claim.resource_id', 'in', resourceIds)
    .where(sql<boolean>`claim.during && tsrange(${date}::date, ${date}::date + 1)`)
    .execute()
}

/**
 * Holds people and rooms on a day until the transaction ends, in one order for all. Of two bookings
 * of the same the second waits here; without it both write a claim, each waits for the other, and
 * the database takes a second to see that.
 */
export async function lockResources(
  trx: Transaction,
  date: string,
  resourceIds: string[],
): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(resource.key)
    from (
      select distinct hashtextextended(id || ${date}, 0) as key
      from unnest(${resourceIds}::text[]) as id
      order by key
    ) as resource
  `.execute(trx)
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

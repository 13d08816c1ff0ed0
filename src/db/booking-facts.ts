import { type RawBuilder, sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import { claimsQuery, openingOf } from './availability.ts'
import type { Reader } from './connect.ts'
import { contactQuery } from './customers.ts'
import { when } from './optional-query.ts'
import { bookableSessionQuery } from './packages.ts'
import { roomsQuery } from './rooms.ts'
import { settingsQuery } from './settings.ts'
import { staffMemberQuery, staffQuery } from './staff.ts'
import { treatmentQuery } from './treatments.ts'

export type BookingQuery = {
  staffId: string
  /** Null for a customer who is not registered yet. */
  customerId: string | null
  /** Null: the treatment of the session's package. */
  treatment: { id: string } | { called: string } | null
  sessionId: string | null
  /** Null: any room of the kind that the treatment needs. */
  roomId: string | null
  /** The supervising doctor. */
  supervisorId?: string | null | undefined
}

/** A booking whose member of staff is still to be found. */
export type TeamQuery = Omit<BookingQuery, 'staffId'>

type Days = { from: string; to: string }

/**
 * Everything that a booking on one of these days needs to know, in one query. Ids that don't exist
 * give null.
 */
export async function getBookingFacts(reader: Reader, asked: BookingQuery, days: Days) {
  const { staffId } = asked
  return reader
    .selectNoFrom([
      ...factsOf(reader, asked, days, sql`array[${staffId}]::uuid[]`),
      jsonObjectFrom(staffMemberQuery(reader, staffId)).as('staff'),
    ])
    .executeTakeFirstOrThrow()
}

/** The same for a booking with anybody: with the claims of all staff of the branch, in one query. */
export async function getTeamFacts(reader: Reader, asked: TeamQuery, days: Days) {
  const members = reader.selectFrom('staff_branches').select('staff_id')
  return reader
    .selectNoFrom([
      ...factsOf(reader, asked, days, sql`array(${members})`),
      jsonArrayFrom(staffQuery(reader)).as('team'),
    ])
    .executeTakeFirstOrThrow()
}

function factsOf(reader: Reader, asked: TeamQuery, days: Days, staffIds: RawBuilder<unknown>) {
  const { customerId, sessionId } = asked
  const resources = resourcesOf(reader, asked, staffIds)
  return [
    ...openingOf(reader, days.from, days.to),
    jsonArrayFrom(claimsQuery(reader, days, resources)).as('claims'),
    jsonObjectFrom(settingsQuery(reader)).$notNull().as('settings'),
    jsonArrayFrom(roomsQuery(reader)).as('rooms'),
    when(asked.supervisorId ?? null, (id) => jsonObjectFrom(staffMemberQuery(reader, id))).as(
      'supervisor',
    ),
    when(customerId, (id) => jsonObjectFrom(contactQuery(reader, id))).as('customer'),
    when(sessionId, (id) => jsonObjectFrom(bookableSessionQuery(reader, id))).as('session'),
    when(treatmentAsked(asked), (which) => jsonObjectFrom(treatmentQuery(reader, which))).as(
      'treatment',
    ),
  ] as const
}

function treatmentAsked({ treatment, sessionId }: TeamQuery) {
  return treatment ?? (sessionId === null ? null : { ofSession: sessionId })
}

/** The people, the seats of the supervising doctor and the rooms that the booking may need. */
function resourcesOf(
  reader: Reader,
  asked: TeamQuery,
  staffIds: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const customers = asked.customerId ? [asked.customerId] : []
  return sql`${staffIds} || ${customers}::uuid[] || ${seatsOf(reader, asked)} || ${roomsOf(reader, asked)}`
}

function seatsOf(reader: Reader, { supervisorId }: TeamQuery): RawBuilder<unknown> {
  if (!supervisorId) return sql`'{}'::uuid[]`
  const seats = reader
    .selectFrom('staff_branches')
    .select('oversees_at_once')
    .where('staff_id', '=', supervisorId)
  return sql`array(
    select supervision_seat(${supervisorId}, number) from generate_series(1, (${seats})) as number
  )`
}

function roomsOf(reader: Reader, asked: TeamQuery): RawBuilder<unknown> {
  if (asked.roomId) return sql`array[${asked.roomId}]::uuid[]`
  const treatment = treatmentAsked(asked)
  if (!treatment) return sql`'{}'::uuid[]`
  const kind = treatmentQuery(reader, treatment).clearSelect().select('treatment.room_kind')
  const rooms = reader
    .selectFrom('rooms')
    .select('id')
    .where('is_active', '=', true)
    .where('kind', '=', kind)
  return sql`array(${rooms})`
}

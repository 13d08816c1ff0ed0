import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import { openingOf } from './availability.ts'
import type { Reader } from './connect.ts'
import { contactQuery } from './customers.ts'
import { when } from './optional-query.ts'
import { bookableSessionQuery } from './packages.ts'
import { roomsQuery } from './rooms.ts'
import { settingsQuery } from './settings.ts'
import { staffMemberQuery } from './staff.ts'
import { treatmentQuery } from './treatments.ts'

export type BookingAsked = {
  staffId: string
  /** Null for one who is not a customer yet. */
  customerId: string | null
  /** Null takes that of the session's package. */
  treatment: { id: string } | { called: string } | null
  sessionId: string | null
  /** Who oversees it while another one carries it out. */
  supervisorId?: string | null | undefined
}

/**
 * Everything that a booking on one of these days rests on but their claims, in one query: a desk
 * waits for each of them. What is asked for and not there is null.
 */
export async function getBookingFacts(
  reader: Reader,
  asked: BookingAsked,
  days: { from: string; to: string },
) {
  const { staffId, customerId, sessionId } = asked
  const treatment = asked.treatment ?? (sessionId === null ? null : { ofSession: sessionId })
  return reader
    .selectNoFrom([
      ...openingOf(reader, days.from, days.to),
      jsonObjectFrom(settingsQuery(reader)).$notNull().as('settings'),
      jsonArrayFrom(roomsQuery(reader)).as('rooms'),
      jsonObjectFrom(staffMemberQuery(reader, staffId)).as('staff'),
      when(asked.supervisorId ?? null, (id) => jsonObjectFrom(staffMemberQuery(reader, id))).as(
        'supervisor',
      ),
      when(customerId, (id) => jsonObjectFrom(contactQuery(reader, id))).as('customer'),
      when(sessionId, (id) => jsonObjectFrom(bookableSessionQuery(reader, id))).as('session'),
      when(treatment, (which) => jsonObjectFrom(treatmentQuery(reader, which))).as('treatment'),
    ])
    .executeTakeFirstOrThrow()
}

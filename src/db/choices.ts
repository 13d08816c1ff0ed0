import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from './connect.ts'
import { roomsQuery } from './rooms.ts'
import { staffQuery } from './staff.ts'
import { treatmentsQuery } from './treatments.ts'

/** Everybody of the branch, its rooms and its treatments, in one query: each desk waits for them. */
export async function getChoices(reader: Reader) {
  return reader
    .selectNoFrom([
      jsonArrayFrom(staffQuery(reader)).as('everyone'),
      jsonArrayFrom(roomsQuery(reader)).as('rooms'),
      jsonArrayFrom(treatmentsQuery(reader)).as('treatments'),
    ])
    .executeTakeFirstOrThrow()
}

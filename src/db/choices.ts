import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from './connect.ts'
import { roomsQuery } from './rooms.ts'
import { staffQuery } from './staff.ts'
import { treatmentsQuery } from './treatments.ts'

/** The options of selects: the branch's staff, rooms and treatments, loaded in one query. */
export async function getChoices(reader: Reader) {
  return reader
    .selectNoFrom([
      jsonArrayFrom(staffQuery(reader)).as('everyone'),
      jsonArrayFrom(roomsQuery(reader)).as('rooms'),
      jsonArrayFrom(treatmentsQuery(reader)).as('treatments'),
    ])
    .executeTakeFirstOrThrow()
}

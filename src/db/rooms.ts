import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

export type Room = Awaited<ReturnType<typeof listRooms>>[number]

export async function listRooms(reader: Reader) {
  return roomsQuery(reader).execute()
}

export function roomsQuery(reader: Reader) {
  return reader
    .selectFrom('rooms')
    .select(['id', 'name', 'kind', 'is_machine as isMachine'])
    .where('is_active', '=', true)
    .orderBy('position')
    .orderBy('name')
}

/** A room or a machine. Treatments need a `kind` of room; `position` is the order in lists. */
export type NewRoom = {
  id?: string
  name: string
  kind: string
  isMachine: boolean
  position: number
}

export async function insertRooms(trx: Transaction, rooms: NewRoom[]): Promise<void> {
  await trx
    .insertInto('rooms')
    .values(
      rooms.map((room) => ({
        id: room.id,
        name: room.name,
        kind: room.kind,
        is_machine: room.isMachine,
        position: room.position,
      })),
    )
    .execute()
}

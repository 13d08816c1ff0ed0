import { sql } from 'kysely'
import { isOpen } from './appointment-conditions.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/**
 * The leave of a person, or the repair of a room or machine: one of the two ids is null. Dates and
 * times are the clinic's own.
 */
export type NewLeave = {
  staffId: string | null
  roomId: string | null
  startsOn: string
  startsAt: string
  endsOn: string
  endsAt: string
  reason: string
}

export async function insertLeave(trx: Transaction, leave: NewLeave): Promise<string> {
  const { id } = await trx
    .insertInto('leave')
    .values({
      staff_id: leave.staffId,
      room_id: leave.roomId,
      starts_on: leave.startsOn,
      starts_at: leave.startsAt,
      ends_on: leave.endsOn,
      ends_at: leave.endsAt,
      reason: leave.reason,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function deleteLeave(trx: Transaction, id: string): Promise<boolean> {
  const deleted = await trx.deleteFrom('leave').where('id', '=', id).executeTakeFirst()
  return deleted.numDeletedRows === 1n
}

export type Leave = NonNullable<Awaited<ReturnType<typeof findLeave>>>

export async function findLeave(reader: Reader, id: string) {
  return leaveQuery(reader).where('leave.id', '=', id).executeTakeFirst()
}

/** The leave that is current or still to come, by its start. */
export async function listLeave(reader: Reader, today: string): Promise<Leave[]> {
  return leaveQuery(reader)
    .where('leave.ends_on', '>=', today)
    .orderBy('leave.starts_on')
    .orderBy('leave.starts_at')
    .execute()
}

function leaveQuery(reader: Reader) {
  return reader
    .selectFrom('leave')
    .leftJoin('staff', 'staff.id', 'leave.staff_id')
    .leftJoin('rooms as room', 'room.id', 'leave.room_id')
    .select([
      'leave.id',
      'leave.staff_id as staffId',
      'leave.room_id as roomId',
      'leave.reason',
      'leave.starts_on as startsOn',
      'leave.ends_on as endsOn',
      sql<string>`to_char(leave.starts_at, 'HH24:MI')`.as('startsAt'),
      sql<string>`to_char(leave.ends_at, 'HH24:MI')`.as('endsAt'),
    ])
    .select((row) => row.fn.coalesce('staff.called', 'room.name').$notNull().as('who'))
}

/** The open appointments during a person's leave, or during the repair of a room or machine. */
export async function listAffectedAppointments(reader: Reader, leave: Leave) {
  return openAppointments(reader)
    .select([
      'appointment.id',
      'appointment.customer_id as customerId',
      'customer.name as customer',
      'appointment.staff_id as staffId',
      'appointment.supervisor_id as supervisorId',
      'staff.called as staff',
      'appointment.treatment_id as treatmentId',
      'appointment.treatment_type as treatment',
      'appointment.session_id as sessionId',
      'appointment.room_id as roomId',
      'appointment.appointment_date as date',
      'appointment.duration_mins as durationMins',
      'appointment.staff_before_mins as staffBeforeMins',
      'appointment.staff_after_mins as staffAfterMins',
      'appointment.room_before_mins as roomBeforeMins',
      'appointment.room_after_mins as roomAfterMins',
      sql<string>`to_char(appointment.start_time, 'HH24:MI')`.as('startTime'),
    ])
    .$if(leave.staffId !== null, (list) =>
      list.where((row) =>
        row.or([
          row('appointment.staff_id', '=', leave.staffId ?? ''),
          row('appointment.supervisor_id', '=', leave.staffId),
        ]),
      ),
    )
    .$if(leave.roomId !== null, (list) =>
      list.where('appointment.room_id', '=', leave.roomId ?? ''),
    )
    .where('appointment.appointment_date', '>=', leave.startsOn)
    .where('appointment.appointment_date', '<=', leave.endsOn)
    .where(
      sql<boolean>`appointment.appointment_date + appointment.start_time
        < ${leave.endsOn}::date + ${leave.endsAt}::time`,
    )
    .where(
      sql<boolean>`appointment.appointment_date + appointment.start_time
          + make_interval(mins => appointment.duration_mins)
        > ${leave.startsOn}::date + ${leave.startsAt}::time`,
    )
    .orderBy('appointment.appointment_date')
    .orderBy('appointment.start_time')
    .orderBy('appointment.id')
    .execute()
}

/** Appointments by their ids as they are now, to tell their customers. */
export async function listAppointmentsToTell(reader: Reader, ids: string[]) {
  if (ids.length === 0) return []
  return openAppointments(reader)
    .select([
      'appointment.id',
      'customer.name as customer',
      'staff.called as staff',
      'appointment.appointment_date as date',
      sql<string>`to_char(appointment.start_time, 'HH24:MI')`.as('startTime'),
    ])
    .where('appointment.id', 'in', ids)
    .orderBy('appointment.appointment_date')
    .orderBy('appointment.start_time')
    .execute()
}

/** Open appointments with the phone that reaches the customer, which may be the contact person's. */
function openAppointments(reader: Reader) {
  return reader
    .selectFrom('appointments as appointment')
    .innerJoin('customers as customer', 'customer.id', 'appointment.customer_id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .innerJoin('staff', 'staff.id', 'appointment.staff_id')
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .where(isOpen('appointment.status'))
}

import { expressionBuilder, type RawBuilder, sql } from 'kysely'
import type { AppointmentStatus } from '../domain/appointments.ts'
import { holdsTime, isOpen } from './appointment-conditions.ts'
import type { Reader } from './connect.ts'
import { paise, toColumn } from './money.ts'
import type { DB } from './schema.ts'
import type { Transaction } from './transaction.ts'

export type AppointmentQuery = { from: string; to: string; staffId?: string | undefined }

export type Appointment = Awaited<ReturnType<typeof listAppointments>>[number]

/** An appointment with everything that lists and the calendar show. */
function appointments(reader: Reader) {
  return reader
    .selectFrom('appointments as appointment')
    .innerJoin('customers as customer', 'customer.id', 'appointment.customer_id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .innerJoin('staff', 'staff.id', 'appointment.staff_id')
    .innerJoin('staff_branches as member', 'member.staff_id', 'staff.id')
    .leftJoin('staff as supervisor', 'supervisor.id', 'appointment.supervisor_id')
    .leftJoin('rooms as room', 'room.id', 'appointment.room_id')
    .leftJoin('package_sessions as session', 'session.id', 'appointment.session_id')
    .leftJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .leftJoin('bills as package_bill', 'package_bill.id', 'enrollment.bill_id')
    .select([
      'appointment.id',
      'appointment.customer_id as customerId',
      'customer.name as customer',
      'customer.allergies',
      'appointment.staff_id as staffId',
      'staff.called as staff',
      'staff.initials as staffInitials',
      'member.position as staffPosition',
      'appointment.supervisor_id as supervisorId',
      'supervisor.called as supervisor',
      'appointment.room_id as roomId',
      'room.name as room',
      'appointment.treatment_id as treatmentId',
      'appointment.treatment_type as treatment',
      'appointment.appointment_date as date',
      'appointment.duration_mins as durationMins',
      'appointment.staff_before_mins as staffBeforeMins',
      'appointment.staff_after_mins as staffAfterMins',
      'appointment.room_before_mins as roomBeforeMins',
      'appointment.room_after_mins as roomAfterMins',
      'appointment.status',
      'appointment.previous_status as previousStatus',
      'appointment.status_changed_at as statusChangedAt',
      'appointment.arrived_at as arrivedAt',
      'appointment.started_at as startedAt',
      'appointment.completed_at as completedAt',
      'appointment.cancel_reason as cancelReason',
      'appointment.override_reason as overrideReason',
      'appointment.session_id as sessionId',
      'session.session_number as sessionNumber',
      'enrollment.session_count as sessionCount',
      'enrollment.billing as packageBilling',
      'package_bill.payment_status as packagePayment',
      'appointment.notes',
    ])
    .select((row) => [
      sql<string>`to_char(appointment.start_time, 'HH24:MI')`.as('startTime'),
      row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'),
      row
        .case()
        .when('customer.phone', 'is', null)
        .then(row.ref('contact.name'))
        .end()
        .as('reachedThrough'),
      paise(sql.ref('appointment.price')).as('pricePaise'),
    ])
}

/** The appointments of some days, in order of time. */
export async function listAppointments(reader: Reader, query: AppointmentQuery) {
  return appointments(reader)
    .where(isOnDays(query))
    .$if(query.staffId !== undefined, (list) =>
      list.where('appointment.staff_id', '=', query.staffId ?? ''),
    )
    .orderBy('appointment.appointment_date')
    .orderBy('appointment.start_time')
    .orderBy('member.position')
    .orderBy('appointment.id')
    .execute()
}

/** Like `listAppointments`, but only with what the API returns: a day may have hundreds. */
export async function listAppointmentRows(
  reader: Reader,
  query: AppointmentQuery & {
    status?: AppointmentStatus | undefined
    customerId?: string | undefined
  },
) {
  return reader
    .selectFrom('appointments as appointment')
    .innerJoin('customers as customer', 'customer.id', 'appointment.customer_id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .innerJoin('staff', 'staff.id', 'appointment.staff_id')
    .select([
      'appointment.id',
      'appointment.customer_id as customerId',
      'customer.name as customer',
      'appointment.staff_id as staffId',
      'staff.called as staff',
      'appointment.treatment_type as treatment',
      'appointment.room_id as roomId',
      'appointment.appointment_date as date',
      'appointment.start_time as startTime',
      'appointment.duration_mins as durationMins',
      'appointment.status',
      'appointment.session_id as sessionId',
    ])
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .where(isOnDays(query))
    .$if(query.staffId !== undefined, (list) =>
      list.where('appointment.staff_id', '=', query.staffId ?? ''),
    )
    .$if(query.status !== undefined, (list) =>
      list.where('appointment.status', '=', query.status ?? 'scheduled'),
    )
    .$if(query.customerId !== undefined, (list) =>
      list.where('appointment.customer_id', '=', query.customerId ?? ''),
    )
    .orderBy('appointment.appointment_date')
    .orderBy('appointment.start_time')
    .orderBy('appointment.id')
    .execute()
}

/**
 * Compares a single day with `=`. PostgreSQL reuses the plan of a prepared query, and for a range
 * with parameters it plans for far more rows than a day has.
 */
function isOnDays({ from, to }: Pick<AppointmentQuery, 'from' | 'to'>) {
  const row = expressionBuilder<{ appointment: DB['appointments'] }, 'appointment'>()
  const date = 'appointment.appointment_date'
  return from === to ? row(date, '=', from) : row.between(date, from, to)
}

export async function findAppointment(reader: Reader, id: string) {
  return appointments(reader).where('appointment.id', '=', id).executeTakeFirst()
}

/** The customer's next open appointment after a visit. */
export async function findNextAppointment(
  reader: Reader,
  visit: { customerId: string; date: string; startTime: string },
) {
  return appointments(reader)
    .where('appointment.customer_id', '=', visit.customerId)
    .where(isOpen('appointment.status'))
    .where((row) =>
      row(
        row.refTuple('appointment.appointment_date', 'appointment.start_time'),
        '>',
        row.tuple(visit.date, visit.startTime),
      ),
    )
    .orderBy('appointment.appointment_date')
    .orderBy('appointment.start_time')
    .executeTakeFirst()
}

/** A customer's appointments, newest first. */
export async function listAppointmentsOfCustomer(
  reader: Reader,
  customerId: string,
  limit: number,
) {
  return appointments(reader)
    .where('appointment.customer_id', '=', customerId)
    .orderBy('appointment.appointment_date', 'desc')
    .orderBy('appointment.start_time', 'desc')
    .limit(limit)
    .execute()
}

/** Locks an appointment and returns it as it is now. */
export async function lockAppointment(trx: Transaction, id: string) {
  return lockedAppointment(trx).where('appointment.id', '=', id).executeTakeFirst()
}

/** Locks the appointment that a session is booked on or was completed by, if there is one. */
export async function lockAppointmentOfSession(trx: Transaction, sessionId: string) {
  return lockedAppointment(trx)
    .where('appointment.session_id', '=', sessionId)
    .where(holdsTime('appointment.status'))
    .executeTakeFirst()
}

function lockedAppointment(trx: Transaction) {
  return trx
    .selectFrom('appointments as appointment')
    .innerJoin('customers as customer', 'customer.id', 'appointment.customer_id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .select([
      'appointment.id',
      'appointment.status',
      'appointment.previous_status as previousStatus',
      'appointment.status_changed_at as statusChangedAt',
      'appointment.session_id as sessionId',
      'appointment.customer_id as customerId',
      'appointment.staff_id as staffId',
      'appointment.supervisor_id as supervisorId',
      'appointment.room_id as roomId',
      'appointment.treatment_id as treatmentId',
      'appointment.treatment_type as treatmentType',
      'appointment.appointment_date as date',
      'appointment.duration_mins as durationMins',
      'appointment.arrived_at as arrivedAt',
      'appointment.started_at as startedAt',
      'appointment.notes',
      'appointment.override_reason as overrideReason',
      paise(sql.ref('appointment.price')).as('pricePaise'),
      'customer.name as customer',
      sql<string>`to_char(appointment.start_time, 'HH24:MI')`.as('startTime'),
    ])
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .forUpdate('appointment')
}

export type NewAppointment = {
  customerId: string
  staffId: string
  /** The supervising doctor; null without one. */
  supervisorId: string | null
  /** An id, or the room that `takeRoom` finds. */
  roomId: string | null | RawBuilder<string | null>
  treatmentId: string
  treatmentType: string
  date: string
  startTime: string
  durationMins: number
  staffBeforeMins: number
  staffAfterMins: number
  roomBeforeMins: number
  roomAfterMins: number
  pricePaise: number
  sessionId: string | null
  notes: string | null
  overrideReason: string | null
  arrivedAt: Date | null
  createdBy: string | null
  /** The same for all appointments that were booked together. Information only. */
  seriesId?: string
  id?: string
  createdAt?: Date
  /** Its status and earlier steps; left out, it is scheduled. */
  history?: AppointmentHistory
}

export type AppointmentHistory = {
  status: AppointmentStatus
  previousStatus: AppointmentStatus | null
  statusChangedAt: Date | null
  startedAt: Date | null
  completedAt: Date | null
  cancelReason: string | null
}

/** The columns that a move can change: all but who created the appointment, and when. */
export type PlacedAppointment = Omit<
  NewAppointment,
  'createdBy' | 'arrivedAt' | 'seriesId' | 'id' | 'createdAt' | 'history'
>

export async function insertAppointment(trx: Transaction, appointment: NewAppointment) {
  const [id] = await insertAppointments(trx, [appointment])
  return id as string
}

/** Inserts appointments and returns their ids in the same order. A trigger adds their claims. */
export async function insertAppointments(
  trx: Transaction,
  appointments: NewAppointment[],
): Promise<string[]> {
  const inserted = await trx
    .insertInto('appointments')
    .values(
      appointments.map(({ history, ...appointment }) => ({
        ...columnsOf(appointment),
        created_by: appointment.createdBy,
        arrived_at: appointment.arrivedAt,
        series_id: appointment.seriesId ?? null,
        id: appointment.id,
        created_at: appointment.createdAt,
        status: history?.status,
        previous_status: history?.previousStatus,
        status_changed_at: history?.statusChangedAt,
        started_at: history?.startedAt,
        completed_at: history?.completedAt,
        cancel_reason: history?.cancelReason,
      })),
    )
    .returning('id')
    .execute()
  return inserted.map(({ id }) => id)
}

/** Moves or changes an appointment. A trigger updates its claims. */
export async function updateAppointment(
  trx: Transaction,
  id: string,
  appointment: PlacedAppointment,
): Promise<void> {
  await trx.updateTable('appointments').set(columnsOf(appointment)).where('id', '=', id).execute()
}

function columnsOf(appointment: PlacedAppointment) {
  return {
    customer_id: appointment.customerId,
    staff_id: appointment.staffId,
    supervisor_id: appointment.supervisorId,
    room_id: appointment.roomId,
    treatment_id: appointment.treatmentId,
    treatment_type: appointment.treatmentType,
    appointment_date: appointment.date,
    start_time: appointment.startTime,
    duration_mins: appointment.durationMins,
    staff_before_mins: appointment.staffBeforeMins,
    staff_after_mins: appointment.staffAfterMins,
    room_before_mins: appointment.roomBeforeMins,
    room_after_mins: appointment.roomAfterMins,
    price: toColumn(appointment.pricePaise),
    session_id: appointment.sessionId,
    notes: appointment.notes,
    override_reason: appointment.overrideReason,
  }
}

export async function markAppointmentStatus(
  trx: Transaction,
  id: string,
  change: {
    status: AppointmentStatus
    previousStatus: AppointmentStatus | null
    at: Date
    cancelReason: string | null
    undoReason: string | null
  },
): Promise<void> {
  await trx
    .updateTable('appointments')
    .set({
      status: change.status,
      previous_status: change.previousStatus,
      status_changed_at: change.at,
      completed_at: change.status === 'completed' ? change.at : null,
      cancel_reason: change.cancelReason,
      undo_reason: change.undoReason,
    })
    .where('id', '=', id)
    .execute()
}

export async function markAppointmentTimes(
  trx: Transaction,
  id: string,
  times: { arrivedAt: Date | null; startedAt: Date | null; undoReason: string | null },
): Promise<void> {
  await trx
    .updateTable('appointments')
    .set({
      arrived_at: times.arrivedAt,
      started_at: times.startedAt,
      undo_reason: times.undoReason,
    })
    .where('id', '=', id)
    .execute()
}

/** The columns that a move can change. */
const PLACE = Object.keys({
  customer_id: true,
  staff_id: true,
  supervisor_id: true,
  room_id: true,
  treatment_id: true,
  treatment_type: true,
  appointment_date: true,
  start_time: true,
  duration_mins: true,
  staff_before_mins: true,
  staff_after_mins: true,
  room_before_mins: true,
  room_after_mins: true,
  price: true,
  session_id: true,
  notes: true,
  override_reason: true,
} satisfies Record<keyof ReturnType<typeof columnsOf>, true>)

/** Gives back what a move has changed. `former` are old values from the audit log, by column. */
export async function restorePlace(
  trx: Transaction,
  id: string,
  former: Record<string, unknown>,
): Promise<void> {
  const columns = Object.entries(former).filter(([column]) => PLACE.includes(column))
  if (columns.length === 0) return
  await trx
    .updateTable('appointments')
    .set(Object.fromEntries(columns) as Partial<ReturnType<typeof columnsOf>>)
    .where('id', '=', id)
    .execute()
}

/** Puts a completed appointment where it was done: it holds nothing before its start. */
export async function placeCompleted(
  trx: Transaction,
  id: string,
  { date, startTime }: { date: string; startTime: string },
): Promise<void> {
  await trx
    .updateTable('appointments')
    .set({
      appointment_date: date,
      start_time: startTime,
      staff_before_mins: 0,
      room_before_mins: 0,
    })
    .where('id', '=', id)
    .execute()
}

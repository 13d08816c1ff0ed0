import * as appointments from '../db/appointments.ts'
import * as packages from '../db/packages.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type AppointmentStatus, previousStatusAfter, stepBetween } from '../domain/appointments.ts'
import { localTime } from '../domain/dates.ts'
import type { LedgerEntry } from '../domain/packages.ts'

export type LockedEnrollment = NonNullable<
  Awaited<ReturnType<typeof packages.lockEnrollmentOfSession>>
>
export type LockedAppointment = NonNullable<
  Awaited<ReturnType<typeof appointments.lockAppointment>>
>

/** When a step is taken, with the clinic's time zone. */
export type Moment = { at: Date; timeZone: string }

export type SessionTurn = {
  enrollmentId: string
  sessionId: string
  appointmentId: string | null
  staffId: string
  notes: string | null
}

/** Records in the session's ledger that it was completed or reopened. */
export function addSessionTurn(
  trx: Transaction,
  entry: LedgerEntry,
  turn: SessionTurn,
  { at, timeZone }: Moment,
): void {
  const onDate = localTime(at, timeZone).date
  sendLast(trx, () => packages.insertSessionEntry(trx, { ...turn, entry, at, onDate }))
}

/** Changes an appointment's status. `reason` is the reason for cancellation or for undo. */
export function markStatus(
  trx: Transaction,
  appointment: LockedAppointment,
  status: AppointmentStatus,
  { at, reason }: { at: Date; reason: string | null },
): void {
  const change = {
    status,
    previousStatus: previousStatusAfter(appointment.status, status),
    at,
    cancelReason: status === 'cancelled' ? reason : null,
    undoReason: stepBetween(appointment.status, status) === 'back' ? reason : null,
  }
  sendLast(trx, () => appointments.markAppointmentStatus(trx, appointment.id, change))
}

import type { Appointment } from '../../db/appointments.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import { typedDay } from '../../domain/typed-dates.ts'
import type { MoveInput } from '../../use-cases/move-booking.ts'
import type { Edit } from '../http/edit-form.ts'

/** Field of the form → what it changes, and its column where that has another name. */
const MOVE_FIELDS: Record<
  string,
  { changes: (keyof MoveInput)[]; label: string; column?: string }
> = {
  customer_id: { changes: ['customerId'], label: 'Customer' },
  treatment: { changes: ['treatment', 'sessionId'], label: 'Treatment', column: 'treatment_id' },
  staff_id: { changes: ['staffId'], label: 'Staff' },
  supervisor_id: { changes: ['supervisorId'], label: 'Supervising doctor' },
  room_id: { changes: ['roomId'], label: 'Room' },
  date: { changes: ['date'], label: 'Date', column: 'appointment_date' },
  time: { changes: ['startTime'], label: 'Time', column: 'start_time' },
  duration: { changes: ['durationMins'], label: 'Minutes', column: 'duration_mins' },
  notes: { changes: ['notes'], label: 'Notes' },
}

/** An appointment as the form that moves it shows it, and how its values read. */
export function moveEdit(appointment: Appointment, today: CalendarDate): Edit {
  const { sessionId, treatmentId, supervisor, room, durationMins } = appointment
  const fields = Object.entries(MOVE_FIELDS)
  return {
    table: 'appointments',
    id: appointment.id,
    saved: {
      customer_id: appointment.customerId,
      treatment: sessionId ? `session:${sessionId}` : treatmentId,
      staff_id: appointment.staffId,
      supervisor_id: appointment.supervisorId ?? '',
      room_id: appointment.roomId ?? '',
      date: typedDay(appointment.date, today),
      time: appointment.startTime,
      duration: String(durationMins),
      notes: appointment.notes ?? '',
    },
    shown: {
      customer_id: appointment.customer,
      treatment: appointment.treatment,
      staff_id: appointment.staff,
      supervisor_id: supervisor ?? '',
      room_id: room ?? '',
    },
    labels: Object.fromEntries(fields.map(([field, { label }]) => [field, label])),
    columns: Object.fromEntries(fields.map(([field, { column = field }]) => [column, field])),
  }
}

/** The changed fields of the form as changes of the appointment. */
export function pickMove(wanted: MoveInput, changed: string[]): MoveInput {
  const names = changed.flatMap((field) => MOVE_FIELDS[field]?.changes ?? [])
  const picked = Object.fromEntries(names.map((name) => [name, wanted[name]]))
  return { ...picked, isOverride: wanted.isOverride }
}

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listAppointmentRows } from '../../db/appointments.ts'
import { addDays, type CalendarDate, daysBetween } from '../../domain/dates.ts'
import { invalid } from '../../domain/errors.ts'
import { formatPhoneWithCode } from '../../domain/phone.ts'
import { bookAppointment, moveAppointment } from '../../use-cases/appointments.ts'
import { listFreeTimes } from '../../use-cases/free-times.ts'
import { changeAppointmentStatus } from '../../use-cases/visits.ts'
import type { Env } from '../http/environment.ts'
import { idParam } from '../http/ids.ts'
import { reads, writes } from './calls.ts'
import {
  answers,
  body,
  date,
  day,
  durationInAddress,
  durationMins,
  filter,
  id,
  idInPath,
  joinedLines,
  line,
  optional,
  phone,
  refuseShape,
  rowId,
  status,
  text,
  time,
  whatsappLink,
} from './shapes.ts'

export const appointmentApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const MAX_DAYS = 62
const tags = ['Appointments']

const bookingFields = {
  treatment_type: optional(text(100)).openapi({
    description: 'The name or category of a treatment.',
  }),
  treatment_id: optional(id),
  duration_mins: optional(durationMins).openapi({ description: 'Default: the treatment’s.' }),
  session_id: optional(id).openapi({ description: 'The package session that this visit is for.' }),
  room_id: optional(id).openapi({ description: 'Default: a free room of the needed kind.' }),
  notes: optional(joinedLines(500)),
  override: z.boolean().optional().openapi({
    description: 'Books even outside hours, in the break, on leave or in the past.',
  }),
}

const Booking = z
  .strictObject({
    customer_id: id,
    staff_id: id,
    appointment_date: date,
    start_time: time,
    ...bookingFields,
  })
  .superRefine(oneTreatment)

const Move = z
  .strictObject({
    customer_id: id.optional(),
    staff_id: id.optional(),
    appointment_date: date.optional(),
    start_time: time.optional(),
    ...bookingFields,
  })
  .superRefine(oneTreatment)

const AppointmentRow = z.object({
  id: rowId,
  customer: z.object({ id: rowId, name: z.string(), phone }),
  staff: z.object({ id: rowId, name: z.string() }),
  treatment_type: z.string(),
  room_id: rowId.nullable(),
  appointment_date: day,
  start_time: z.string().openapi({ example: '09:00' }),
  duration_mins: z.int(),
  status,
  session_id: rowId.nullable(),
})

const BookedAppointment = z.object({ id: rowId, status, whatsapp_url: whatsappLink })

appointmentApi.openapi(
  createRoute({
    method: 'get',
    path: '/appointments',
    tags,
    operationId: 'listAppointments',
    summary: 'List appointments',
    description:
      'All appointments of one `date`, or of the days `from` … `to`, at most 62. Without days: ' +
      'those of today, or for a `customer_id` those of the month before and the month after.',
    middleware: reads('appointments.view'),
    request: {
      query: z.object({
        date: filter(date),
        from: filter(date),
        to: filter(date),
        staff_id: filter(id),
        customer_id: filter(id),
        status: filter(status),
      }),
    },
    responses: answers(
      200,
      z.object({ appointments: z.array(AppointmentRow) }),
      'In order of time.',
    ),
  }),
  async (c) => {
    const query = c.req.valid('query')
    const rows = await listAppointmentRows(c.var.clinic.read(c.var.actor), {
      ...daysOf(query, c.var.today),
      staffId: query.staff_id,
      customerId: query.customer_id,
      status: query.status,
    })
    const appointments = rows.map((row) => ({
      id: row.id,
      customer: {
        id: row.customerId,
        name: row.customer,
        phone: formatPhoneWithCode(row.phone),
      },
      staff: { id: row.staffId, name: row.staff },
      treatment_type: row.treatment,
      room_id: row.roomId,
      appointment_date: row.date,
      start_time: row.startTime.slice(0, 5),
      duration_mins: row.durationMins,
      status: row.status,
      session_id: row.sessionId,
    }))
    return c.json({ appointments }, 200)
  },
)

appointmentApi.openapi(
  createRoute({
    method: 'post',
    path: '/appointments',
    tags,
    operationId: 'bookAppointment',
    summary: 'Book an appointment',
    description:
      'Give the treatment as `treatment_type` or `treatment_id`; with `session_id` the default is ' +
      'that of the package. When the time is taken, the answer is 409: `conflict` says what it ' +
      'clashes with, and has the nearest `free_times`.',
    middleware: writes('appointments.manage'),
    request: { body: body(Booking) },
    responses: answers(201, BookedAppointment, 'Booked.'),
  }),
  async (c) => {
    const fields = c.req.valid('json')
    const booked = await bookAppointment(c.var.clinic, c.var.actor, {
      customer: { id: fields.customer_id },
      staffId: fields.staff_id,
      treatment: treatmentOf(fields),
      roomId: fields.room_id ?? null,
      date: fields.appointment_date,
      startTime: fields.start_time,
      durationMins: fields.duration_mins ?? null,
      sessionId: fields.session_id ?? null,
      notes: fields.notes ?? null,
      isOverride: fields.override ?? false,
    })
    return c.json({ id: booked.id, status: booked.status, whatsapp_url: booked.whatsappUrl }, 201)
  },
)

appointmentApi.openapi(
  createRoute({
    method: 'get',
    path: '/appointments/free',
    tags,
    operationId: 'listFreeTimes',
    summary: 'List free times',
    middleware: reads('appointments.view'),
    request: {
      query: z.object({
        date,
        staff_id: id,
        duration_mins: filter(durationInAddress),
        treatment_id: filter(id),
        room_id: filter(id),
      }),
    },
    responses: answers(
      200,
      z.object({ slots: z.array(z.string().openapi({ example: '10:00' })) }),
      'Each can be booked without `override`.',
    ),
  }),
  async (c) => {
    const query = c.req.valid('query')
    const slots = await listFreeTimes(c.var.clinic, c.var.actor, {
      date: query.date,
      staffId: query.staff_id,
      durationMins: query.duration_mins ?? null,
      treatment: query.treatment_id ? { id: query.treatment_id } : null,
      sessionId: null,
      roomId: query.room_id ?? null,
      customerId: null,
    })
    return c.json({ slots }, 200)
  },
)

appointmentApi.openapi(
  createRoute({
    method: 'patch',
    path: '/appointments/{id}',
    tags,
    operationId: 'changeAppointment',
    summary: 'Move or change an appointment',
    description:
      'Fields that are left out stay unchanged. The appointment must be scheduled or confirmed.',
    middleware: writes('appointments.manage'),
    request: { params: idInPath, body: body(Move) },
    responses: answers(200, BookedAppointment, 'Moved.'),
  }),
  async (c) => {
    const fields = c.req.valid('json')
    const treatment = treatmentOf(fields)
    const moved = await moveAppointment(
      c.var.clinic,
      c.var.actor,
      idParam(c, 'id', 'appointment'),
      {
        ...(fields.customer_id && { customerId: fields.customer_id }),
        ...(fields.staff_id && { staffId: fields.staff_id }),
        ...(treatment && { treatment }),
        ...(fields.room_id !== undefined && { roomId: fields.room_id }),
        ...(fields.appointment_date && { date: fields.appointment_date }),
        ...(fields.start_time && { startTime: fields.start_time }),
        ...(fields.duration_mins && { durationMins: fields.duration_mins }),
        ...(fields.session_id !== undefined && { sessionId: fields.session_id }),
        ...(fields.notes !== undefined && { notes: fields.notes }),
        isOverride: fields.override ?? false,
      },
    )
    return c.json({ id: moved.id, status: moved.status, whatsapp_url: moved.whatsappUrl }, 200)
  },
)

appointmentApi.openapi(
  createRoute({
    method: 'patch',
    path: '/appointments/{id}/status',
    tags,
    operationId: 'changeAppointmentStatus',
    summary: 'Change the status of an appointment',
    description:
      'From scheduled to confirmed or completed, and from confirmed to completed; from both to ' +
      'cancelled or no-show. Each step can be undone on the same day, later by an admin with a ' +
      'reason. Completing an appointment that has a session completes the session as well. One that ' +
      'is completed before its day moves to now; a no-show before its day answers 409.',
    middleware: writes('appointments.manage'),
    request: {
      params: idInPath,
      body: body(z.strictObject({ status, reason: optional(line(200)) })),
    },
    responses: answers(
      200,
      z.object({ message: z.literal('Status updated'), whatsapp_url: whatsappLink }),
      'Changed; or it already had this status.',
    ),
  }),
  async (c) => {
    const { status, reason } = c.req.valid('json')
    const defaultReason = status === 'cancelled' ? 'No reason given' : null
    const changed = await changeAppointmentStatus(c.var.clinic, c.var.actor, {
      appointmentId: idParam(c, 'id', 'appointment'),
      status,
      reason: reason ?? defaultReason,
      isDoneToday: true,
    })
    return c.json({ message: 'Status updated' as const, whatsapp_url: changed.whatsappUrl }, 200)
  },
)

type Treatment = {
  treatment_type?: string | null | undefined
  treatment_id?: string | null | undefined
}

function oneTreatment(fields: Treatment, context: z.RefinementCtx): void {
  if (fields.treatment_type && fields.treatment_id) {
    const message = 'Give treatment_type or treatment_id, not both.'
    context.addIssue({ code: 'custom', path: ['treatment_type'], message })
  }
}

function treatmentOf(fields: Treatment): { id: string } | { called: string } | null {
  if (fields.treatment_id) return { id: fields.treatment_id }
  return fields.treatment_type ? { called: fields.treatment_type } : null
}

type Days = Partial<Record<'date' | 'from' | 'to' | 'customer_id', string | undefined>>

function daysOf(query: Days, today: CalendarDate): { from: CalendarDate; to: CalendarDate } {
  const { date, from, to } = query
  if (date && (from || to)) throw invalid('date', 'Give one date, or from and to.')
  if (date) return { from: date, to: date }
  if (!from && !to && query.customer_id) {
    return { from: addDays(today, -(MAX_DAYS / 2 - 1)), to: addDays(today, MAX_DAYS / 2) }
  }
  if (!from && !to) return { from: today, to: today }
  if (!from) throw invalid('from', 'Give from and to.')
  if (!to) throw invalid('to', 'Give from and to.')
  if (to < from) throw invalid('to', 'This day is before `from`.')
  if (daysBetween(from, to) >= MAX_DAYS) throw invalid('to', `At most ${MAX_DAYS} days.`)
  return { from, to }
}

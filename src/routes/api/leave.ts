import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listLeave } from '../../db/leave.ts'
import { listAffected, moveAffected } from '../../use-cases/leave.ts'
import type { Env } from '../http/environment.ts'
import { idParam } from '../http/ids.ts'
import { reads, writes } from './calls.ts'
import {
  answers,
  body,
  date,
  day,
  id,
  idInPath,
  listOf,
  pageOf,
  paging,
  refuseShape,
  rowId,
  time,
} from './shapes.ts'

export const leaveApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const MAX_MOVES = 200
const tags = ['Leave']
const clock = z.string().openapi({ example: '09:00' })

const LeaveRow = z.object({
  id: rowId,
  staff_id: rowId.nullable(),
  room_id: rowId.nullable(),
  name: z.string().openapi({ description: 'Of the staff member, room or machine.' }),
  reason: z.string(),
  starts_on: day,
  starts_at: clock,
  ends_on: day,
  ends_at: clock,
})

const Affected = z.object({
  appointment_id: rowId,
  customer: z.object({ id: rowId, name: z.string() }),
  appointment_date: day,
  start_time: clock,
  next: z.object({ appointment_date: day, start_time: clock }).nullable().openapi({
    description: 'The next available time. Null: none in the next 28 days.',
  }),
})

const Moves = z.strictObject({
  moves: z
    .array(z.strictObject({ appointment_id: id, appointment_date: date, start_time: time }))
    .min(1, 'Give at least one appointment to move.')
    .max(MAX_MOVES),
})

leaveApi.openapi(
  createRoute({
    method: 'get',
    path: '/leave',
    tags,
    operationId: 'listLeave',
    summary: 'List leave and room closures',
    middleware: reads('appointments.manage'),
    request: { query: z.object(paging) },
    responses: answers(200, listOf(LeaveRow), 'The current and the coming ones, by their start.'),
  }),
  async (c) => {
    const leave = await listLeave(c.var.clinic.read(c.var.actor), c.var.today)
    const rows = leave.map((row) => ({
      id: row.id,
      staff_id: row.staffId,
      room_id: row.roomId,
      name: row.who,
      reason: row.reason,
      starts_on: row.startsOn,
      starts_at: row.startsAt,
      ends_on: row.endsOn,
      ends_at: row.endsAt,
    }))
    return c.json(pageOf(rows, c.req.valid('query')), 200)
  },
)

leaveApi.openapi(
  createRoute({
    method: 'get',
    path: '/leave/{id}/affected',
    tags,
    operationId: 'listAffectedAppointments',
    summary: 'List the appointments that a leave affects',
    description: 'Each with its next available time. Nothing is reserved.',
    middleware: reads('appointments.manage'),
    request: { params: idInPath },
    responses: answers(200, z.object({ affected: z.array(Affected) }), 'In order of date.'),
  }),
  async (c) => {
    const { affected: rows } = await listAffected(
      c.var.clinic,
      c.var.actor,
      idParam(c, 'id', 'leave'),
    )
    const affected = rows.map((row) => ({
      appointment_id: row.id,
      customer: { id: row.customerId, name: row.customer },
      appointment_date: row.date,
      start_time: row.startTime,
      next: row.next && {
        appointment_date: row.next.date,
        start_time: row.next.startTime,
      },
    }))
    return c.json({ affected }, 200)
  },
)

leaveApi.openapi(
  createRoute({
    method: 'post',
    path: '/leave/{id}/moves',
    tags,
    operationId: 'moveAffectedAppointments',
    summary: 'Move the appointments that a leave affects',
    description: 'All in one call. One whose new time is no longer free keeps its time.',
    middleware: writes('appointments.manage'),
    request: { params: idInPath, body: body(Moves) },
    responses: answers(
      200,
      z.object({
        moved: z.int(),
        refused: z.array(z.object({ appointment_id: rowId, message: z.string() })),
      }),
      'Moved.',
    ),
  }),
  async (c) => {
    const { moved, refusals } = await moveAffected(c.var.clinic, c.var.actor, {
      leaveId: idParam(c, 'id', 'leave'),
      moves: c.req.valid('json').moves.map((move) => ({
        appointmentId: move.appointment_id,
        date: move.appointment_date,
        startTime: move.start_time,
      })),
    })
    const refused = refusals.map(({ appointmentId, message }) => {
      return { appointment_id: appointmentId, message }
    })
    return c.json({ moved, refused }, 200)
  },
)

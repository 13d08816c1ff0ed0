import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { findEnrollment } from '../../db/packages.ts'
import { NotFound } from '../../domain/errors.ts'
import { toRupees } from '../../domain/money.ts'
import { ENROLLMENT_STATUSES, PLAN_BILLINGS, SESSION_STATUSES } from '../../domain/packages.ts'
import { formatPhoneWithCode } from '../../domain/phone.ts'
import { completeSession } from '../../use-cases/sessions.ts'
import { seesNotes } from '../customers/customer-from-path.ts'
import type { Env } from '../http/environment.ts'
import { idParam } from '../http/ids.ts'
import { reads, writes } from './calls.ts'
import {
  answers,
  body,
  day,
  id,
  idInPath,
  instant,
  optional,
  paragraph,
  phone,
  refuseShape,
  rowId,
  rupees,
  whatsappLink,
} from './shapes.ts'

export const packageApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const tags = ['Packages']

const Enrollment = z
  .object({
    id: rowId,
    customer: z.object({ id: rowId, name: z.string(), phone }),
    plan: z.object({ id: rowId, name: z.string() }),
    staff: z.object({ id: rowId, name: z.string() }).nullable(),
    status: z.enum(ENROLLMENT_STATUSES),
    billing: z.enum(PLAN_BILLINGS),
    price: rupees,
    bill_id: rowId.nullable(),
    enrolled_at: day,
    expires_on: day.nullable(),
    session_count: z.int(),
    sessions_completed: z.int(),
    sessions: z.array(
      z.object({
        id: rowId,
        session_number: z.int(),
        status: z.enum(SESSION_STATUSES),
        completed_at: instant.nullable(),
        staff_id: rowId.nullable(),
        notes: z.string().nullable().optional().openapi({
          description: 'Clinical notes. Left out for reception if the clinic has set it so.',
        }),
      }),
    ),
  })
  .openapi('Enrollment')

packageApi.openapi(
  createRoute({
    method: 'get',
    path: '/packages/enrollments/{id}',
    tags,
    operationId: 'getEnrollment',
    summary: 'Get an enrollment with its sessions',
    middleware: reads('packages.view'),
    request: { params: idInPath },
    responses: answers(200, Enrollment, 'The enrollment.'),
  }),
  async (c) => {
    const { actor, clinic } = c.var
    const found = await findEnrollment(clinic.read(actor), idParam(c, 'id', 'enrollment'))
    if (!found) throw new NotFound('enrollment')
    return c.json(
      {
        id: found.id,
        customer: {
          id: found.customerId,
          name: found.customer,
          phone: formatPhoneWithCode(found.phone),
        },
        plan: { id: found.planId, name: found.planName },
        staff: found.staffId && found.staff ? { id: found.staffId, name: found.staff } : null,
        status: found.status,
        billing: found.billing,
        price: toRupees(found.pricePaise),
        bill_id: found.billId,
        enrolled_at: found.enrolledAt,
        expires_on: found.expiresOn,
        session_count: found.sessionCount,
        sessions_completed: found.sessionsCompleted,
        sessions: found.sessions.map((session) => ({
          id: session.id,
          session_number: session.sessionNumber,
          status: session.status,
          completed_at: session.completedAt?.toISOString() ?? null,
          staff_id: session.staffId,
          ...(seesNotes(c) ? { notes: session.notes } : {}),
        })),
      },
      200,
    )
  },
)

packageApi.openapi(
  createRoute({
    method: 'patch',
    path: '/packages/sessions/{id}/complete',
    tags,
    operationId: 'completeSession',
    summary: 'Complete a session',
    description:
      'Completes the appointment that it is booked on as well; one of a later day moves to now. A ' +
      'completed session answers 409.',
    middleware: writes('sessions.complete'),
    request: {
      params: idInPath,
      body: body(z.strictObject({ staff_id: id, notes: optional(paragraph(2000)) })),
    },
    responses: answers(
      200,
      z.object({
        session_number: z.int().openapi({ example: 6 }),
        sessions_remaining: z.int().openapi({ example: 2 }),
        whatsapp_url: whatsappLink,
      }),
      'Completed.',
    ),
  }),
  async (c) => {
    const { staff_id: staffId, notes } = c.req.valid('json')
    const done = await completeSession(c.var.clinic, c.var.actor, {
      sessionId: idParam(c, 'id', 'session'),
      staffId,
      notes: notes ?? null,
      isDoneToday: true,
    })
    return c.json(
      {
        session_number: done.sessionNumber,
        sessions_remaining: done.remaining,
        whatsapp_url: done.whatsappUrl,
      },
      200,
    )
  },
)

import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listRooms } from '../../db/rooms.ts'
import { listStaff } from '../../db/staff.ts'
import { listTreatments } from '../../db/treatments.ts'
import { may, ROLES } from '../../domain/access.ts'
import { toRupees } from '../../domain/money.ts'
import type { Env } from '../http/environment.ts'
import { reads } from './calls.ts'
import { answers, listOf, pageOf, paging, refuseShape, rowId, rupees } from './shapes.ts'

export const catalogueApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const tags = ['Catalogue']
const request = { query: z.object(paging) }
const middleware = reads('catalogue.view')

const StaffMember = z.object({
  id: rowId,
  name: z.string(),
  role: z.enum(ROLES),
  specialization: z.string().nullable(),
  is_active: z.boolean(),
  called: z.string().optional(),
  initials: z.string().optional(),
  is_bookable: z.boolean().optional(),
})

const Room = z.object({
  id: rowId,
  name: z.string(),
  kind: z.string(),
  is_machine: z.boolean(),
})

const Treatment = z.object({
  id: rowId,
  name: z.string(),
  category: z.string(),
  duration_mins: z.int(),
  price: rupees,
  price_includes_tax: z.boolean(),
  hsn_sac: z.string(),
  room_kind: z.string().nullable(),
  ideal_gap_days: z.int().nullable(),
})

catalogueApi.openapi(
  createRoute({
    method: 'get',
    path: '/staff',
    tags,
    operationId: 'listStaff',
    summary: 'List staff',
    description: 'Only admins get the last three fields.',
    middleware,
    request,
    responses: answers(200, listOf(StaffMember), 'In order of joining.'),
  }),
  async (c) => {
    const staff = await listStaff(c.var.clinic.read(c.var.actor))
    const seesAll = may(c.var.actor, 'staff.manage')
    const rows = staff.map((member) => ({
      id: member.id,
      name: member.name,
      role: member.role,
      specialization: member.specialization,
      is_active: member.isActive,
      ...(seesAll && {
        called: member.called,
        initials: member.initials,
        is_bookable: member.isBookable,
      }),
    }))
    return c.json(pageOf(rows, c.req.valid('query')), 200)
  },
)

catalogueApi.openapi(
  createRoute({
    method: 'get',
    path: '/rooms',
    tags,
    operationId: 'listRooms',
    summary: 'List rooms and machines',
    middleware,
    request,
    responses: answers(200, listOf(Room), 'The rooms and machines that an appointment can use.'),
  }),
  async (c) => {
    const rooms = await listRooms(c.var.clinic.read(c.var.actor))
    const rows = rooms.map((room) => ({
      id: room.id,
      name: room.name,
      kind: room.kind,
      is_machine: room.isMachine,
    }))
    return c.json(pageOf(rows, c.req.valid('query')), 200)
  },
)

catalogueApi.openapi(
  createRoute({
    method: 'get',
    path: '/treatments',
    tags,
    operationId: 'listTreatments',
    summary: 'List treatments',
    middleware,
    request,
    responses: answers(200, listOf(Treatment), 'The treatments that can be booked.'),
  }),
  async (c) => {
    const treatments = await listTreatments(c.var.clinic.read(c.var.actor))
    const rows = treatments.map((treatment) => ({
      id: treatment.id,
      name: treatment.name,
      category: treatment.category,
      duration_mins: treatment.durationMins,
      price: toRupees(treatment.pricePaise),
      price_includes_tax: treatment.priceIncludesTax,
      hsn_sac: treatment.hsnSac,
      room_kind: treatment.roomKind,
      ideal_gap_days: treatment.idealGapDays,
    }))
    return c.json(pageOf(rows, c.req.valid('query')), 200)
  },
)

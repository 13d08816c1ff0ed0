import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { listCustomers } from '../../db/customer-lists.ts'
import { findCustomer } from '../../db/customers.ts'
import { BIRTH_DATE_MESSAGES, type Birth, yearOfBirth } from '../../domain/birth-dates.ts'
import {
  BLOOD_TYPES,
  type CustomerProfile,
  EMPTY_PROFILE,
  GENDERS,
  type ProfileColumn,
} from '../../domain/customers.ts'
import { Forbidden, invalid, NotFound } from '../../domain/errors.ts'
import { STATES } from '../../domain/gst.ts'
import { formatPhoneWithCode } from '../../domain/phone.ts'
import { amendCustomer, createCustomer } from '../../use-cases/customers.ts'
import { seesNotes } from '../customers/customer-from-path.ts'
import type { Env } from '../http/environment.ts'
import { idParam } from '../http/ids.ts'
import { reads, writes } from './calls.ts'
import {
  answers,
  body,
  date,
  day,
  filter,
  id,
  idInPath,
  instant,
  joinedLines,
  line,
  listOf,
  optional,
  paging,
  paragraph,
  phone,
  refuseShape,
  rowId,
  text,
  whole,
} from './shapes.ts'

export const customerApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const tags = ['Customers']
const gender = z.enum(GENDERS)
const bloodType = z.enum(BLOOD_TYPES)

const optionalFields = {
  email: optional(z.string().max(100, 'At most 100 characters.').pipe(z.email())),
  gender: optional(gender),
  date_of_birth: optional(date),
  birth_year: optional(whole(1900, 2199)),
  blood_type: optional(bloodType),
  address: optional(joinedLines(300)),
  state_code: optional(z.string().refine((code) => STATES.has(code), 'A State’s code, like 29.')),
  skin_type: optional(line(50)),
  allergies: optional(joinedLines(500)),
  chief_concern: optional(joinedLines(500)),
  notes: optional(paragraph(2000)),
  phone: optional(line(30)),
  reached_through_id: optional(id),
} satisfies Record<Exclude<ProfileColumn, 'name'>, z.ZodType>

const NewCustomer = z.strictObject({ name: text(100), ...optionalFields })
const CustomerChanges = z.strictObject({ name: text(100).optional(), ...optionalFields })

const CustomerRow = z.object({
  id: rowId,
  name: z.string(),
  phone,
  active_packages: z.int(),
  last_visit: day.nullable(),
})

const Profile = z
  .object({
    id: rowId,
    name: z.string(),
    phone: phone.openapi({
      description: 'The customer’s own, or the contact person’s.',
    }),
    reached_through_id: rowId.nullable().openapi({ description: 'The contact person.' }),
    reached_through: z.string().nullable().openapi({ description: 'The contact person’s name.' }),
    email: z.string().nullable(),
    gender: gender.nullable(),
    date_of_birth: day.nullable(),
    birth_year: z.int().nullable().openapi({
      description: 'The year of the date of birth, or the year alone where the date is not known.',
    }),
    blood_type: z.string().nullable(),
    address: z.string().nullable(),
    state_code: z.string().nullable(),
    skin_type: z.string().nullable(),
    allergies: z.string().nullable(),
    chief_concern: z.string().nullable(),
    notes: z.string().nullable().optional().openapi({
      description: 'Clinical notes. Left out for reception if the clinic has set it so.',
    }),
    created_at: instant,
  })
  .openapi('Customer')

customerApi.openapi(
  createRoute({
    method: 'get',
    path: '/customers',
    tags,
    operationId: 'listCustomers',
    summary: 'List customers',
    middleware: reads('customers.view'),
    request: {
      query: z.object({
        search: filter(line(100)).openapi({ description: 'Any part of the name or the phone.' }),
        ...paging,
      }),
    },
    responses: answers(200, listOf(CustomerRow), 'A page of customers by name.'),
  }),
  async (c) => {
    const { search, page, limit } = c.req.valid('query')
    const { rows, total } = await listCustomers(c.var.clinic.read(c.var.actor), {
      search,
      page,
      limit,
      today: c.var.today,
    })
    const data = rows.map((row) => ({
      id: row.id,
      name: row.name,
      phone: formatPhoneWithCode(row.phone),
      active_packages: row.activePackages,
      last_visit: row.lastVisit,
    }))
    return c.json({ data, total, page, limit }, 200)
  },
)

customerApi.openapi(
  createRoute({
    method: 'post',
    path: '/customers',
    tags,
    operationId: 'createCustomer',
    summary: 'Create a customer',
    middleware: writes('customers.manage'),
    request: { body: body(NewCustomer) },
    responses: answers(
      201,
      z.object({ id: rowId, message: z.literal('Customer created') }),
      'The new customer.',
    ),
  }),
  async (c) => {
    const fields = c.req.valid('json')
    const { id } = await createCustomer(c.var.clinic, c.var.actor, {
      ...EMPTY_PROFILE,
      ...changesOf(c, fields),
      name: fields.name,
    })
    return c.json({ id, message: 'Customer created' as const }, 201)
  },
)

customerApi.openapi(
  createRoute({
    method: 'get',
    path: '/customers/{id}',
    tags,
    operationId: 'getCustomer',
    summary: 'Get a customer',
    middleware: reads('customers.view'),
    request: { params: idInPath },
    responses: answers(200, Profile, 'The profile.'),
  }),
  async (c) => {
    return c.json(await profileOf(c, idParam(c, 'id', 'customer')), 200)
  },
)

customerApi.openapi(
  createRoute({
    method: 'patch',
    path: '/customers/{id}',
    tags,
    operationId: 'changeCustomer',
    summary: 'Change a customer',
    description: 'Fields that are left out stay unchanged. Null empties a field.',
    middleware: writes('customers.manage'),
    request: { params: idInPath, body: body(CustomerChanges) },
    responses: answers(200, Profile, 'The profile after the change.'),
  }),
  async (c) => {
    const id = idParam(c, 'id', 'customer')
    await amendCustomer(c.var.clinic, c.var.actor, id, changesOf(c, c.req.valid('json')))
    return c.json(await profileOf(c, id), 200)
  },
)

/** The fields that were given, under the names of the domain. */
function changesOf(c: Context<Env>, fields: z.output<typeof CustomerChanges>) {
  if (fields.notes !== undefined && !seesNotes(c)) {
    throw new Forbidden('customers.manage', 'Clinical notes are not shown to reception here.')
  }
  return given({
    name: fields.name,
    phone: fields.phone,
    reachedThroughId: fields.reached_through_id,
    email: fields.email,
    gender: fields.gender,
    ...birthOf(fields, c.var.today),
    bloodType: fields.blood_type,
    address: fields.address,
    stateCode: fields.state_code,
    skinType: fields.skin_type,
    allergies: fields.allergies,
    chiefConcern: fields.chief_concern,
    notes: fields.notes,
  } satisfies Record<Exclude<keyof CustomerProfile, keyof Birth>, unknown>)
}

/** A new date replaces a year that was given before, and a new year a date. */
function birthOf(
  fields: Pick<z.output<typeof CustomerChanges>, 'date_of_birth' | 'birth_year'>,
  today: string,
): Partial<Birth> {
  const { date_of_birth: date, birth_year: year } = fields
  if (date && date > today) throw invalid('date_of_birth', BIRTH_DATE_MESSAGES.future)
  if (year && year > Number(today.slice(0, 4)))
    throw invalid('birth_year', BIRTH_DATE_MESSAGES.future)
  if (date && year && Number(date.slice(0, 4)) !== year) {
    throw invalid('birth_year', 'This is not the year of the date of birth.')
  }
  if (date) return { dateOfBirth: date, birthYear: null }
  if (year) return { dateOfBirth: null, birthYear: year }
  return {
    ...(date === null ? { dateOfBirth: null } : {}),
    ...(year === null ? { birthYear: null } : {}),
  }
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

function given<T extends object>(fields: T): Given<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Given<T>
}

async function profileOf(c: Context<Env>, id: string) {
  const customer = await findCustomer(c.var.clinic.read(c.var.actor), id)
  if (!customer) throw new NotFound('customer')
  return {
    id: customer.id,
    name: customer.name,
    phone: formatPhoneWithCode(customer.phone),
    reached_through_id: customer.reachedThroughId,
    reached_through: customer.reachedThrough,
    email: customer.email,
    gender: customer.gender,
    date_of_birth: customer.dateOfBirth,
    birth_year: yearOfBirth(customer),
    blood_type: customer.bloodType,
    address: customer.address,
    state_code: customer.stateCode,
    skin_type: customer.skinType,
    allergies: customer.allergies,
    chief_concern: customer.chiefConcern,
    ...(seesNotes(c) ? { notes: customer.notes } : {}),
    created_at: customer.createdAt.toISOString(),
  } satisfies Record<Exclude<ProfileColumn, 'notes'>, unknown> & Record<string, unknown>
}

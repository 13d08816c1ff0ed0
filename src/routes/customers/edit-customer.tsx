import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Customer } from '../../db/customers.ts'
import { BLOOD_TYPES, GENDERS } from '../../domain/customers.ts'
import { formatDate } from '../../domain/dates.ts'
import { Invalid, type Issue } from '../../domain/errors.ts'
import { STATES } from '../../domain/gst.ts'
import { formatPhone } from '../../domain/phone.ts'
import { amendCustomer, createCustomer } from '../../use-cases/customers.ts'
import { CustomerForm } from '../../views/customers/customer-form.tsx'
import type { Env } from '../http/environment.ts'
import { line, optional, paragraph, required, typedDate, typedPhone } from '../http/fields.ts'
import {
  formKey,
  gather,
  orAgain,
  parse,
  readForm,
  textOf,
  type Values,
  valuesAsText,
} from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { render, seeOther } from '../http/render.tsx'
import { customerInAddress, seesNotes } from './customer-in-address.ts'
import { customerChoices, resolveCustomer } from './resolve-customer.ts'

export const editCustomerRoutes = new Hono<Env>()

editCustomerRoutes.get('/customers/new', allow('customers.manage'), (c) =>
  showForm(c, { id: null, title: 'New customer', values: { ...c.req.query() }, issues: [] }),
)

editCustomerRoutes.post('/customers', allow('customers.manage'), async (c) => {
  const values = await readForm(c)
  return orAgain(
    async () => {
      const input = await inputOf(c, values)
      const { id } = await createCustomer(c.var.clinic, c.var.actor, {
        ...input,
        notes: seesNotes(c) ? input.notes : null,
      })
      return seeOther(c, `/customers/${id}`, { text: 'Customer saved.' })
    },
    (issues) =>
      showForm(c, { id: null, title: 'New customer', values: valuesAsText(values), issues }),
  )
})

editCustomerRoutes.get('/customers/:id/edit', allow('customers.manage'), async (c) => {
  const customer = await customerInAddress(c)
  return showForm(c, {
    id: customer.id,
    title: `Edit ${customer.name}`,
    values: valuesOf(customer),
    issues: [],
  })
})

editCustomerRoutes.post('/customers/:id', allow('customers.manage'), async (c) => {
  const values = await readForm(c)
  const customer = await customerInAddress(c)
  return orAgain(
    async () => {
      const { notes, ...changes } = await inputOf(c, values)
      const seen = textOf(values, 'version') || null
      // Whoever may not see the notes leaves them as they are.
      const input = seesNotes(c) ? { ...changes, notes } : changes
      await amendCustomer(c.var.clinic, c.var.actor, customer.id, input, seen)
      return seeOther(c, `/customers/${customer.id}`, { text: 'Customer saved.' })
    },
    (issues) =>
      showForm(c, {
        id: customer.id,
        title: `Edit ${customer.name}`,
        values: { ...valuesAsText(values), version: customer.version },
        issues,
      }),
  )
})

function formOf(today: string) {
  return z.object({
    name: required(100, 'Enter a name.'),
    phone: optional(typedPhone),
    email: optional(z.email('An e-mail address like name@mail.in.').max(100)),
    gender: optional(z.enum(GENDERS, 'Choose one of the list.')),
    date_of_birth: optional(
      typedDate(today).refine((date) => date <= today, 'This day is still to come.'),
    ),
    blood_type: optional(z.enum(BLOOD_TYPES, 'Choose one of the list.')),
    address: optional(paragraph(300)),
    state_code: optional(z.string().refine((code) => STATES.has(code), 'Choose one of the list.')),
    skin_type: optional(line(50)),
    allergies: optional(paragraph(500)),
    chief_concern: optional(paragraph(500)),
    notes: optional(paragraph(2000)),
  })
}

const ThroughForm = z.object({
  reached_through: optional(line(100)),
  reached_through_id: optional(z.uuid('Choose a customer.')),
})

async function inputOf(c: Context<Env>, values: Values) {
  const issues: Issue[] = []
  const form = await gather(issues, () => parse(formOf(c.var.today), values))
  const through = await gather(issues, () => reachedThrough(c, parse(ThroughForm, values)))
  if (!form || !through) throw new Invalid(issues)
  return {
    name: form.name,
    phone: form.phone,
    email: form.email,
    gender: form.gender,
    dateOfBirth: form.date_of_birth,
    bloodType: form.blood_type,
    address: form.address,
    stateCode: form.state_code,
    skinType: form.skin_type,
    allergies: form.allergies,
    chiefConcern: form.chief_concern,
    notes: form.notes,
    ...through,
  }
}

async function reachedThrough(c: Context<Env>, typed: z.output<typeof ThroughForm>) {
  const { reached_through: name, reached_through_id: id } = typed
  return { reachedThroughId: await resolveCustomer(c, 'reached_through', name, id) }
}

async function showForm(
  c: Context<Env>,
  form: { id: string | null; title: string; values: Record<string, string>; issues: Issue[] },
) {
  const isUnclear = form.issues.some((issue) => issue.path === 'reached_through')
  const choices = isUnclear ? await customerChoices(c, form.values.reached_through) : []
  return render(c, {
    title: form.title,
    current: 'customers',
    status: form.issues.length > 0 ? 422 : 200,
    hasErrors: form.issues.length > 0,
    widgets: true,
    content: () => (
      <CustomerForm
        {...form}
        formKey={formKey()}
        showsClinicalNotes={seesNotes(c)}
        reachedThroughChoices={choices}
      />
    ),
  })
}

function valuesOf(customer: Customer) {
  return {
    version: customer.version,
    name: customer.name,
    phone: customer.ownPhone ? formatPhone(customer.ownPhone) : '',
    email: customer.email ?? '',
    gender: customer.gender ?? '',
    date_of_birth: customer.dateOfBirth ? formatDate(customer.dateOfBirth) : '',
    blood_type: customer.bloodType ?? '',
    address: customer.address ?? '',
    state_code: customer.stateCode ?? '',
    skin_type: customer.skinType ?? '',
    allergies: customer.allergies ?? '',
    chief_concern: customer.chiefConcern ?? '',
    notes: customer.notes ?? '',
    reached_through: customer.reachedThrough ?? '',
    reached_through_id: customer.reachedThroughId ?? '',
  }
}

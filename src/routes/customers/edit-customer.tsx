import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Customer } from '../../db/customers.ts'
import { BLOOD_TYPES, GENDERS } from '../../domain/customers.ts'
import { formatDate } from '../../domain/dates.ts'
import { STATES } from '../../domain/gst.ts'
import { formatPhone } from '../../domain/phone.ts'
import { amendCustomer, createCustomer } from '../../use-cases/customers.ts'
import { CustomerForm } from '../../views/customers/customer-form.tsx'
import type { Env } from '../http/environment.ts'
import { line, optional, paragraph, required, typedDate, typedPhone } from '../http/fields.ts'
import { formKey, parse, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { render, seeOther } from '../http/render.tsx'
import {
  collectIssues,
  emptyForm,
  type FormFields,
  type FormState,
  submitForm,
} from '../http/submit-form.ts'
import { customerInAddress, seesNotes } from './customer-in-address.ts'
import { choicesIfUnclear, resolveCustomer } from './resolve-customer.ts'

export const editCustomerRoutes = new Hono<Env>()

const CUSTOMER_FIELDS: FormFields = { paths: { reached_through_id: 'reached_through' } }

editCustomerRoutes.get('/customers/new', allow('customers.manage'), (c) =>
  showCustomerForm(c, null, emptyForm(c.req.query())),
)

editCustomerRoutes.post('/customers', allow('customers.manage'), (c) =>
  submitForm(c, {
    fields: CUSTOMER_FIELDS,
    save: async (typed) => {
      const input = await readCustomer(c, typed)
      const { id } = await createCustomer(c.var.clinic, c.var.actor, {
        ...input,
        notes: seesNotes(c) ? input.notes : null,
      })
      return seeOther(c, `/customers/${id}`, { text: 'Customer saved.' })
    },
    show: (form) => showCustomerForm(c, null, form),
  }),
)

editCustomerRoutes.get('/customers/:id/edit', allow('customers.manage'), async (c) => {
  const customer = await customerInAddress(c)
  return showCustomerForm(c, customer, emptyForm(valuesOf(customer)))
})

editCustomerRoutes.post('/customers/:id', allow('customers.manage'), async (c) => {
  const customer = await customerInAddress(c)
  return submitForm(c, {
    fields: CUSTOMER_FIELDS,
    save: async (typed) => {
      const { notes, ...changes } = await readCustomer(c, typed)
      const seen = textOf(typed, 'version') || null
      // People who may not see the notes leave them unchanged.
      const input = seesNotes(c) ? { ...changes, notes } : changes
      await amendCustomer(c.var.clinic, c.var.actor, customer.id, input, seen)
      return seeOther(c, `/customers/${customer.id}`, { text: 'Customer saved.' })
    },
    show: (form) => {
      const values = { ...form.values, version: customer.version }
      return showCustomerForm(c, customer, { ...form, values })
    },
  })
})

function customerForm(today: string) {
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

const ContactPersonForm = z.object({
  reached_through: optional(line(100)),
  reached_through_id: optional(z.uuid('Choose a customer.')),
})

async function readCustomer(c: Context<Env>, typed: Values) {
  const [form, reachedThroughId] = await collectIssues(
    () => parse(customerForm(c.var.today), typed),
    () => resolveContactPerson(c, parse(ContactPersonForm, typed)),
  )
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
    reachedThroughId,
  }
}

function resolveContactPerson(c: Context<Env>, form: z.output<typeof ContactPersonForm>) {
  return resolveCustomer(c, 'reached_through', form.reached_through, form.reached_through_id)
}

/** The form of a new customer, or of `customer`. */
async function showCustomerForm(
  c: Context<Env>,
  customer: Pick<Customer, 'id' | 'name'> | null,
  form: FormState,
) {
  const title = customer ? `Edit ${customer.name}` : 'New customer'
  const choices = await choicesIfUnclear(c, form, 'reached_through')
  return render(c, {
    title,
    current: 'customers',
    form,
    widgets: true,
    content: () => (
      <CustomerForm
        id={customer?.id ?? null}
        title={title}
        values={form.values}
        issues={form.issues}
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

import { type Context, Hono } from 'hono'
import type { Customer } from '../../db/customers.ts'
import { amendCustomer, createCustomer } from '../../use-cases/customers.ts'
import { CustomerForm } from '../../views/customers/customer-form.tsx'
import type { Env } from '../http/environment.ts'
import { formKey, textOf } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { render, seeOther } from '../http/render.tsx'
import { emptyForm, type FormState, submitForm } from '../http/submit-form.ts'
import { customerFromPath, seesNotes } from './customer-from-path.ts'
import { CUSTOMER_FIELDS, customerValues, readCustomer } from './customer-input.ts'
import { choicesIfUnclear } from './resolve-customer.ts'
import { phoneHolderOf } from './taken-phone.ts'

export const editCustomerRoutes = new Hono<Env>()

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
  const customer = await customerFromPath(c)
  return showCustomerForm(c, customer, emptyForm(customerValues(customer)))
})

editCustomerRoutes.post('/customers/:id', allow('customers.manage'), async (c) => {
  const customer = await customerFromPath(c)
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
        phoneHolder={phoneHolderOf(form)}
        reachedThroughChoices={choices}
      />
    ),
  })
}

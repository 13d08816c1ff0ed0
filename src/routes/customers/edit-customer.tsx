import { type Context, Hono } from 'hono'
import type { Customer } from '../../db/customers.ts'
import { PROFILE_COLUMN_LABELS } from '../../domain/customers.ts'
import { STATES } from '../../domain/gst.ts'
import { amendCustomer, createCustomer } from '../../use-cases/customers.ts'
import { CustomerForm } from '../../views/customers/customer-form.tsx'
import { GENDER_WORDS } from '../../views/people.ts'
import {
  changeText,
  clashesOf,
  type Edit,
  editValues,
  mergeEdit,
  withClashes,
} from '../http/edit-form.ts'
import type { Env } from '../http/environment.ts'
import { formKey } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { render, seeOther } from '../http/render.tsx'
import { type FormState, openForm, submitForm } from '../http/submit-form.ts'
import { customerFromPath, seesNotes } from './customer-from-path.ts'
import {
  CUSTOMER_FIELDS,
  customerValues,
  pickChanges,
  readCustomer,
  SHARED_FIELDS,
} from './customer-input.ts'
import { choicesIfUnclear } from './resolve-customer.ts'
import { phoneHolderOf } from './taken-phone.ts'

export const editCustomerRoutes = new Hono<Env>()

editCustomerRoutes.get('/customers/new', allow('customers.manage'), async (c) => {
  const { form } = await openForm(c, c.req.query())
  return showCustomerForm(c, null, form)
})

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
  // The edit compares the contact person's id; the field shows the name.
  const { form } = await openForm(c, {
    ...editValues(editOf(c, customer).saved),
    reached_through: customer.reachedThrough ?? '',
  })
  return showCustomerForm(c, customer, form)
})

editCustomerRoutes.post('/customers/:id', allow('customers.manage'), async (c) => {
  const customer = await customerFromPath(c)
  const edit = editOf(c, customer)
  return submitForm(c, {
    fields: CUSTOMER_FIELDS,
    save: async (typed) => {
      const input = await readCustomer(c, typed)
      // Without script the contact person is typed by name.
      const named = { ...typed, reached_through_id: input.reachedThroughId ?? '' }
      const { changed, elsewhere } = await mergeEdit(c, named, edit)
      const changes = pickChanges(input, changed)
      await amendCustomer(c.var.clinic, c.var.actor, customer.id, changes, customer.version)
      const text = ['Customer saved.', ...elsewhere.map(changeText)].join(' ')
      return seeOther(c, `/customers/${customer.id}`, { text })
    },
    show: (form) => showCustomerForm(c, customer, withClashes(form, edit)),
  })
})

/** What the form edits, as it is saved now. People who may not see the notes don't get them. */
function editOf(c: Context<Env>, customer: Customer): Edit {
  const { version: _, reached_through, notes, ...rest } = customerValues(customer)
  return {
    table: 'customers',
    id: customer.id,
    saved: seesNotes(c) ? { ...rest, notes } : rest,
    shown: {
      gender: customer.gender ? GENDER_WORDS[customer.gender] : '',
      state_code: STATES.get(customer.stateCode ?? '') ?? '',
      reached_through_id: reached_through,
    },
    labels: PROFILE_COLUMN_LABELS,
    columns: SHARED_FIELDS,
    lists: ['allergies'],
  }
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
        clashes={clashesOf(form)}
        draft={form.draft}
        formKey={formKey()}
        showsClinicalNotes={seesNotes(c)}
        phoneHolder={phoneHolderOf(form)}
        reachedThroughChoices={choices}
      />
    ),
  })
}

import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { listAppointmentsOfCustomer } from '../db/appointments.ts'
import { listBills } from '../db/bill-lists.ts'
import {
  type CustomerFilter,
  countCustomers,
  findCustomer,
  listCustomers,
} from '../db/customers.ts'
import { listEnrollmentsOfCustomer } from '../db/packages.ts'
import { may } from '../domain/access.ts'
import { amendCustomer, createCustomer, seesClinicalNotes } from '../domain/customers.ts'
import { formatDate } from '../domain/dates.ts'
import { Conflict, Invalid, type Issue, NotFound } from '../domain/errors.ts'
import { STATES } from '../domain/gst.ts'
import { openMessage } from '../domain/messages.ts'
import { formatPhone } from '../domain/phone.ts'
import { completeSession, reopenSession } from '../domain/sessions.ts'
import { SearchOption } from '../views/components/search-option.tsx'
import { CustomerForm } from '../views/customers/customer-form.tsx'
import { CustomerList } from '../views/customers/customer-list.tsx'
import { CustomerPage, type CustomerTab } from '../views/customers/customer-page.tsx'
import { PackageCard, packageCardId } from '../views/customers/package-card.tsx'
import type { Env } from './environment.ts'
import { line, optional, pageOf, paragraph, required, searchOf, typedDate } from './fields.ts'
import {
  formKey,
  orAgain,
  parse,
  readForm,
  reasonOf,
  textOf,
  type Values,
  valuesAsText,
} from './forms.ts'
import { allow } from './guard.ts'
import { idParam } from './ids.ts'
import { asksForPart, render, seeOther } from './render.tsx'
import { customerChoices, resolveCustomer } from './resolve-customer.ts'
import { undoRightOf } from './visits.ts'

export const customerRoutes = new Hono<Env>()

const PAGE_SIZE = 20
const OPTIONS_SHOWN = 8
const MOST_COUNTED = 100

const FILTERS: CustomerFilter[] = ['all', 'in-package', 'balance-due', 'not-seen']

customerRoutes.get('/customers', allow('customers.view'), async (c) => {
  const reader = c.var.clinic.read(c.var.actor)
  const search = searchOf(c.req.query('search'))
  const filter = FILTERS.find((each) => each === c.req.query('filter')) ?? 'all'
  const page = pageOf(c.req.query('page'))
  const { today } = c.var
  const found = await listCustomers(reader, { search, filter, page, limit: PAGE_SIZE, today })
  const counts = await countCustomers(reader, today, MOST_COUNTED)
  return render(c, {
    title: 'Customers',
    current: 'customers',
    hints: [
      { keys: ['/'], text: 'search' },
      { keys: ['J', 'K'], text: 'move' },
      { keys: ['Enter'], text: 'open' },
    ],
    content: () => (
      <CustomerList
        {...found}
        page={page}
        limit={PAGE_SIZE}
        search={search}
        filter={filter}
        counts={counts}
        mostCounted={MOST_COUNTED}
        today={today}
        canAdd={may(c.var.actor, 'customers.manage')}
        canBook={may(c.var.actor, 'appointments.manage')}
        canBill={may(c.var.actor, 'billing.manage')}
      />
    ),
  })
})

/** The matches of a type-ahead, as options. */
customerRoutes.get('/customers/options', allow('customers.view'), async (c) => {
  if (!asksForPart(c)) return c.redirect('/customers', 302)
  const search = searchOf(c.req.query('q'))
  const { rows } = await listCustomers(c.var.clinic.read(c.var.actor), {
    search,
    page: 1,
    limit: OPTIONS_SHOWN,
    today: c.var.today,
  })
  return c.html(
    <>
      {rows.map((row) => (
        <SearchOption value={row.id} text={row.name} meta={formatPhone(row.phone)} />
      ))}
      {rows.length === 0 && <li class="meta px-3 py-2">Nobody found</li>}
    </>,
  )
})

customerRoutes.get('/customers/new', allow('customers.manage'), (c) =>
  showForm(c, { id: null, title: 'New customer', values: { ...c.req.query() }, issues: [] }),
)

customerRoutes.post('/customers', allow('customers.manage'), async (c) => {
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

customerRoutes.get('/customers/:id', allow('customers.view'), async (c) => {
  const reader = c.var.clinic.read(c.var.actor)
  const { actor, today } = c.var
  const customer = await customerOf(c)
  const seeBills = may(actor, 'billing.view')
  const packages = await listEnrollmentsOfCustomer(reader, customer.id)
  const visits = await listAppointmentsOfCustomer(reader, customer.id, 100)
  const bills = seeBills
    ? (await listBills(reader, { customerId: customer.id, page: 1, limit: 100 })).rows
    : []
  const rights = {
    edit: may(actor, 'customers.manage'),
    book: may(actor, 'appointments.manage'),
    bill: may(actor, 'billing.manage'),
    seeBills,
    completeSession: may(actor, 'sessions.complete'),
    seeNotes: seesNotes(c),
  }
  const tabs: CustomerTab[] = [
    'packages',
    'appointments',
    ...(seeBills ? ['invoices' as const] : []),
  ]
  const tab = tabs.find((each) => each === c.req.query('tab')) ?? 'profile'
  return render(c, {
    title: tab === 'profile' ? customer.name : `${customer.name}, ${tab}`,
    current: 'customers',
    fragments: Object.fromEntries(
      packages.map((enrollment) => [
        packageCardId(enrollment.id),
        () => (
          <PackageCard
            enrollment={enrollment}
            customerId={customer.id}
            today={today}
            canComplete={rights.completeSession}
            undoRight={(at) => undoRightOf(c, at)}
            canBook={rights.book}
            formKey={formKey()}
          />
        ),
      ]),
    ),
    content: () => (
      <CustomerPage
        customer={customer}
        tab={tab}
        packages={packages}
        visits={visits}
        bills={bills}
        today={today}
        formKey={formKey}
        undoRight={(at) => undoRightOf(c, at)}
        rights={rights}
      />
    ),
  })
})

customerRoutes.get('/customers/:id/edit', allow('customers.manage'), async (c) => {
  const customer = await customerOf(c)
  return showForm(c, {
    id: customer.id,
    title: `Edit ${customer.name}`,
    values: valuesOf(customer),
    issues: [],
  })
})

customerRoutes.post('/customers/:id', allow('customers.manage'), async (c) => {
  const values = await readForm(c)
  const customer = await customerOf(c)
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

customerRoutes.post(
  '/customers/:id/sessions/:session_id/completion',
  allow('sessions.complete'),
  async (c) => {
    const values = await readForm(c)
    const sessionId = idParam(c, 'session_id', 'session')
    return orSayWhy(c, async () => {
      const done = await completeSession(c.var.clinic, c.var.actor, {
        sessionId,
        staffId: null,
        notes: reasonOf(values, 'notes'),
      })
      const left = done.remaining === 1 ? '1 session left' : `${done.remaining} sessions left`
      return seeOther(c, packagesOf(done.customerId), {
        text: `Session ${done.sessionNumber} completed, ${left}.`,
        action: {
          label: 'WhatsApp',
          action: `/customers/${done.customerId}/sessions/${sessionId}/messages`,
          newTab: true,
        },
      })
    })
  },
)

customerRoutes.post(
  '/customers/:id/sessions/:session_id/completion/undo',
  allow('sessions.complete'),
  async (c) => {
    const values = await readForm(c)
    return orSayWhy(c, async () => {
      const done = await reopenSession(c.var.clinic, c.var.actor, {
        sessionId: idParam(c, 'session_id', 'session'),
        reason: reasonOf(values, 'reason'),
      })
      return seeOther(c, packagesOf(done.customerId), { text: 'The session is open again.' })
    })
  },
)

/** What stands in the way of a step is said on the page as it is now. */
async function orSayWhy(c: Context<Env>, act: () => Promise<Response>): Promise<Response> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Conflict || error instanceof Invalid)) throw error
    const back = packagesOf(idParam(c, 'id', 'customer'))
    return seeOther(c, back, { text: error.message, tone: 'attention' })
  }
}

function packagesOf(customerId: string): string {
  return `/customers/${customerId}?tab=packages`
}

customerRoutes.post(
  '/customers/:id/sessions/:session_id/messages',
  allow('sessions.complete'),
  async (c) => {
    await readForm(c)
    const sessionId = idParam(c, 'session_id', 'session')
    const kind = 'session_completed'
    const { url } = await openMessage(c.var.clinic, c.var.actor, { kind, sessionId })
    return c.redirect(url, 303)
  },
)

const BLOOD_TYPES = ['A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-'] as const

function formOf(today: string) {
  return z.object({
    name: required(100, 'Enter her name.'),
    phone: optional(line(30)),
    email: optional(z.email('An e-mail address like name@mail.in.').max(100)),
    gender: optional(z.enum(['female', 'male', 'other'], 'Choose one of the list.')),
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
    reached_through: optional(line(100)),
    reached_through_id: optional(z.uuid()),
  })
}

async function inputOf(c: Context<Env>, values: Values) {
  const form = parse(formOf(c.var.today), values)
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
    reachedThroughId: await resolveCustomer(
      c,
      'reached_through',
      form.reached_through,
      form.reached_through_id,
    ),
  }
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

function seesNotes(c: Context<Env>): boolean {
  return seesClinicalNotes(c.var.actor.role, c.var.settings.receptionSeesClinicalNotes)
}

async function customerOf(c: Context<Env>) {
  const customer = await findCustomer(c.var.clinic.read(c.var.actor), idParam(c, 'id', 'customer'))
  if (!customer) throw new NotFound('customer')
  return customer
}

function valuesOf(customer: NonNullable<Awaited<ReturnType<typeof findCustomer>>>) {
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

import { Hono } from 'hono'
import { listAppointmentsOfCustomer } from '../../db/appointments.ts'
import { listBills } from '../../db/bill-lists.ts'
import { countCustomers, listCustomers } from '../../db/customer-lists.ts'
import { listEnrollmentsOfCustomer } from '../../db/packages.ts'
import { may } from '../../domain/access.ts'
import { CUSTOMER_FILTERS, CUSTOMER_SORTS } from '../../domain/customers.ts'
import { formatPhone } from '../../domain/phone.ts'
import { SearchOption } from '../../views/components/search-option.tsx'
import { CustomerList } from '../../views/customers/customer-list.tsx'
import { CustomerPage, type CustomerTab } from '../../views/customers/customer-page.tsx'
import { PackageCard, packageCardId } from '../../views/customers/package-card.tsx'
import { courseRoutes } from '../appointments/course.tsx'
import { undoRights } from '../appointments/visit-view.ts'
import type { Env } from '../http/environment.ts'
import { pageOf, searchOf, sortOf } from '../http/fields.ts'
import { formKey } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { isPartRequest, render } from '../http/render.tsx'
import { customerFromPath, seesNotes } from './customer-from-path.ts'
import { customerSessionRoutes } from './customer-sessions.ts'
import { editCustomerRoutes } from './edit-customer.tsx'

export const customerRoutes = new Hono<Env>()

const PAGE_SIZE = 20
const OPTIONS_SHOWN = 8
const MOST_COUNTED = 100

customerRoutes.get('/customers', allow('customers.view'), async (c) => {
  const reader = c.var.clinic.read(c.var.actor)
  const search = searchOf(c.req.query('search'))
  const seesBills = may(c.var.actor, 'billing.view')
  const asked = CUSTOMER_FILTERS.find((each) => each === c.req.query('filter')) ?? 'all'
  const filter = asked === 'balance-due' && !seesBills ? 'all' : asked
  const sort = sortOf(c.req.query('sort'), CUSTOMER_SORTS)
  const page = pageOf(c.req.query('page'))
  const { today } = c.var
  const [found, counts] = await Promise.all([
    listCustomers(reader, { search, filter, sort, page, limit: PAGE_SIZE, today }),
    countCustomers(reader, { search, today }, MOST_COUNTED),
  ])
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
        sort={sort}
        counts={counts}
        mostCounted={MOST_COUNTED}
        today={today}
        canAdd={may(c.var.actor, 'customers.manage')}
        canBook={may(c.var.actor, 'appointments.manage')}
        canBill={may(c.var.actor, 'billing.manage')}
        seesBills={seesBills}
      />
    ),
  })
})

/** The matches of a type-ahead field, as options. */
customerRoutes.get('/customers/options', allow('customers.view'), async (c) => {
  if (!isPartRequest(c)) return c.redirect('/customers', 302)
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
      {rows.length === 0 && <li class="meta px-3 py-2">No customers found</li>}
    </>,
  )
})

// Before /customers/:id, which would also match *new*.
customerRoutes.route('/', editCustomerRoutes)
customerRoutes.route('/', customerSessionRoutes)
customerRoutes.route('/', courseRoutes)

customerRoutes.get('/customers/:id', allow('customers.view'), async (c) => {
  const reader = c.var.clinic.read(c.var.actor)
  const { actor, today } = c.var
  const customer = await customerFromPath(c)
  const seeBills = may(actor, 'billing.view')
  const [packages, visits, { rows: bills }] = await Promise.all([
    listEnrollmentsOfCustomer(reader, customer.id),
    listAppointmentsOfCustomer(reader, customer.id, 100),
    seeBills ? listBills(reader, { customerId: customer.id, page: 1, limit: 100 }) : { rows: [] },
  ])
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
      packages.map((enrollment, index) => [
        packageCardId(enrollment.id),
        () => (
          <PackageCard
            enrollment={enrollment}
            isFirst={index === 0}
            customerId={customer.id}
            today={today}
            canComplete={rights.completeSession}
            undoRight={undoRights(c)}
            askedSession={c.req.query('ask')}
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
        undoRight={undoRights(c)}
        askedSession={c.req.query('ask')}
        rights={rights}
      />
    ),
  })
})

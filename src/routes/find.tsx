import { Hono } from 'hono'
import { listBills } from '../db/bill-lists.ts'
import { listCustomers } from '../db/customers.ts'
import { may } from '../domain/access.ts'
import { PageHead } from '../views/components/page-head.tsx'
import { SearchBox } from '../views/components/search-box.tsx'
import { FindResults, type Place } from '../views/find/find-results.tsx'
import type { Env } from './environment.ts'
import { searchOf } from './fields.ts'
import { allow } from './guard.ts'
import { asksForPart, navigationFor, render } from './render.tsx'

export const findRoutes = new Hono<Env>()

const SHOWN = 6

/** *Find or do*: the palette's matches as a fragment; opened directly, a page of its own. */
findRoutes.get('/find', allow('signed-in'), async (c) => {
  const { actor, today } = c.var
  const reader = c.var.clinic.read(actor)
  const query = searchOf(c.req.query('q'))
  const page = { page: 1, limit: SHOWN }
  const customers = query
    ? (await listCustomers(reader, { ...page, search: query, today })).rows
    : []
  const bills =
    query && may(actor, 'billing.view')
      ? (await listBills(reader, { ...page, search: query })).rows
      : []
  const rights = {
    book: may(actor, 'appointments.manage'),
    bill: may(actor, 'billing.manage'),
    addCustomer: may(actor, 'customers.manage'),
  }
  const acts: Place[] = [
    ...(rights.book ? [act('New appointment', '/appointments/new', 'calendar-plus')] : []),
    ...(rights.addCustomer ? [act('New customer', '/customers/new', 'user-plus')] : []),
    ...(rights.bill ? [act('New bill', '/billing/new', 'receipt-indian-rupee')] : []),
  ]
  const places = [...navigationFor(actor), ...acts].filter((place) =>
    place.label.toLowerCase().includes(query.toLowerCase()),
  )
  const results = () => <FindResults {...{ query, customers, bills, places, rights }} />
  // The palette asks with fetch, not for an element of the page: it takes the matches alone.
  if (asksForPart(c)) return c.html(results())
  return render(c, {
    title: 'Find or do',
    current: null,
    content: () => (
      <>
        <PageHead title="Find or do" tools={<SearchBox action="/find" name="q" value={query} />} />
        {results()}
      </>
    ),
  })
})

function act(label: string, href: string, icon: Place['icon']): Place {
  return { label, href, icon, goKey: '' }
}

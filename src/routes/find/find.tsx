import { type Context, Hono } from 'hono'
import { listBills } from '../../db/bill-lists.ts'
import { listCustomers } from '../../db/customers.ts'
import { listNextToBook } from '../../db/packages.ts'
import { listBookableStaff } from '../../db/staff.ts'
import { listTreatments } from '../../db/treatments.ts'
import { may } from '../../domain/access.ts'
import { formatDay } from '../../domain/dates.ts'
import { parseBookingLine } from '../../domain/typed-booking.ts'
import { PageHead } from '../../views/components/page-head.tsx'
import { SearchBox } from '../../views/components/search-box.tsx'
import { FindResults, type TypedBooking } from '../../views/find/find-results.tsx'
import type { Env } from '../http/environment.ts'
import { searchOf } from '../http/fields.ts'
import { allow } from '../http/guard.ts'
import { isPartRequest, render } from '../http/render.tsx'
import { withFacts } from './find-facts.ts'
import { placesFor } from './find-places.ts'

export const findRoutes = new Hono<Env>()

const SHOWN = 6

/** *Find or do*: a fragment for the palette; opened directly, a page. */
findRoutes.get('/find', allow('signed-in'), async (c) => {
  const { actor, today } = c.var
  const reader = c.var.clinic.read(actor)
  const query = searchOf(c.req.query('q'))
  const page = { page: 1, limit: SHOWN }
  const line = may(actor, 'appointments.manage') ? await readBookingLine(c, query) : null
  const search = line?.customer ?? query
  const found = search ? (await listCustomers(reader, { ...page, search, today })).rows : []
  const [customers, bookings, bills] = await Promise.all([
    withFacts(c, found),
    line ? bookingsFor(c, line, found) : [],
    query && may(actor, 'billing.view')
      ? listBills(reader, { ...page, search: query }).then(({ rows }) => rows)
      : [],
  ])
  const rights = {
    book: may(actor, 'appointments.manage'),
    bill: may(actor, 'billing.manage'),
    complete: may(actor, 'sessions.complete'),
  }
  const places = placesFor(actor, query)
  const shown = { query, today, customers, bills, places, rights, bookings }
  const results = () => <FindResults {...shown} />
  // The palette uses fetch and names no element of the page, so it gets the matches alone.
  if (isPartRequest(c)) return c.html(results())
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

/** A booking typed in one line, with the names of its treatment and staff. */
async function readBookingLine(c: Context<Env>, text: string) {
  if (!/\s/.test(text)) return null
  const reader = c.var.clinic.read(c.var.actor)
  const [staff, treatments] = await Promise.all([listBookableStaff(reader), listTreatments(reader)])
  const line = parseBookingLine(text, {
    staff: staff.map(({ id, called }) => ({ id, name: called })),
    treatments,
    today: c.var.today,
  })
  const nameOf = (named: { id: string; name: string }[], id: string | null | undefined) =>
    named.find((each) => each.id === id)?.name ?? null
  return (
    line && {
      ...line,
      treatment: nameOf(treatments, line.treatmentIds[0]),
      staff: staff.find(({ id }) => id === line.staffId)?.called ?? null,
    }
  )
}

/** What the line would book for each customer: their next session if it fits, else the treatment. */
async function bookingsFor(
  c: Context<Env>,
  line: NonNullable<Awaited<ReturnType<typeof readBookingLine>>>,
  customers: { id: string; name: string }[],
): Promise<TypedBooking[]> {
  const { today } = c.var
  const { date, time, staffId, treatmentIds } = line
  const sessions = await listNextToBook(c.var.clinic.read(c.var.actor), {
    customerIds: customers.map(({ id }) => id),
    treatmentIds,
  })
  return customers.map(({ id, name }) => {
    const session = sessions.find(({ customerId }) => customerId === id)
    const treatment = session ? `session:${session.id}` : (treatmentIds[0] ?? null)
    const what = session
      ? `${session.treatment} ${session.number}/${session.sessionCount}`
      : line.treatment
    const fields = Object.entries({ customer_id: id, date, time, treatment, staff_id: staffId })
    return {
      customer: name,
      words: [what, line.staff, date && formatDay(date, today), time].filter(Boolean).join(', '),
      fields: fields.filter((field): field is [string, string] => field[1] !== null),
    }
  })
}

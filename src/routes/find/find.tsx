import { type Context, Hono } from 'hono'
import { listBills } from '../../db/bill-lists.ts'
import { listCustomers } from '../../db/customer-lists.ts'
import { listNextToBook } from '../../db/packages.ts'
import { listBookableStaff } from '../../db/staff.ts'
import { listTreatments } from '../../db/treatments.ts'
import { may } from '../../domain/access.ts'
import { formatDay } from '../../domain/dates.ts'
import { beginsWords } from '../../domain/names.ts'
import { formatPhone } from '../../domain/phone.ts'
import {
  type BookingLine,
  type BookingReading,
  parseBookingLine,
} from '../../domain/typed-booking.ts'
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
  const meant = line ? await customersMeant(c, line) : []
  const searched =
    query && !line ? await listCustomers(reader, { ...page, search: query, today }) : null
  const found = searched?.rows ?? meant.map(({ customer }) => customer)
  const [customers, bookings, bills] = await Promise.all([
    withFacts(c, found),
    line ? bookingsFor(c, line, meant) : [],
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

type KnownLine = BookingLine & {
  treatments: { id: string; name: string }[]
  staff: { id: string; called: string }[]
}

/** A booking typed in one line, with the treatments and staff that it was read with. */
async function readBookingLine(c: Context<Env>, text: string): Promise<KnownLine | null> {
  if (!/\s/.test(text)) return null
  const reader = c.var.clinic.read(c.var.actor)
  const [staff, treatments] = await Promise.all([listBookableStaff(reader), listTreatments(reader)])
  const line = parseBookingLine(text, {
    staff: staff.map(({ id, called }) => ({ id, name: called })),
    treatments,
    today: c.var.today,
  })
  return line && { ...line, treatments, staff }
}

type Meant = { customer: { id: string; name: string; phone: string }; reading: BookingReading }

/**
 * The customers that the line can mean, each with its reading. Where a word names a treatment or
 * staff, it belongs to the customer only if it begins one of the words of their name: then they are
 * named more fully, and come first.
 */
async function customersMeant(c: Context<Env>, { readings }: KnownLine): Promise<Meant[]> {
  const reader = c.var.clinic.read(c.var.actor)
  const shortest = Math.min(...readings.map(({ customer }) => customer.split(' ').length))
  const found = await Promise.all(
    readings.map(async (reading) => {
      const search = reading.customer
      const paging = { page: 1, limit: SHOWN }
      const { rows } = await listCustomers(reader, { ...paging, search, today: c.var.today })
      const isShortest = reading.customer.split(' ').length === shortest
      return rows
        .filter(({ name }) => isShortest || beginsWords(name, search))
        .map((customer) => ({ customer, reading }))
    }),
  )
  const all = found.flat()
  const isNew = ({ customer }: Meant, index: number) =>
    all.findIndex((other) => other.customer.id === customer.id) === index
  return all.filter(isNew).slice(0, SHOWN)
}

/** What the line would book for each customer: their next session if it fits, else the treatment. */
async function bookingsFor(
  c: Context<Env>,
  line: KnownLine,
  meant: Meant[],
): Promise<TypedBooking[]> {
  const { today } = c.var
  const { date, time } = line
  const sessions = await listNextToBook(c.var.clinic.read(c.var.actor), {
    customerIds: meant.map(({ customer }) => customer.id),
    treatmentIds: [...new Set(meant.flatMap(({ reading }) => reading.treatmentIds))],
  })
  return meant.map(({ customer: { id, name, phone }, reading: { treatmentIds, staffId } }) => {
    const session = treatmentIds[0] && sessions.find(({ customerId }) => customerId === id)
    const treatment = session ? `session:${session.id}` : (treatmentIds[0] ?? null)
    const what = session
      ? `${session.treatment} ${session.number}/${session.sessionCount}`
      : line.treatments.find((each) => each.id === treatment)?.name
    const who = line.staff.find((each) => each.id === staffId)?.called
    const fields = Object.entries({ customer_id: id, date, time, treatment, staff_id: staffId })
    const words = [what, who, date && formatDay(date, today), time].filter(Boolean).join(', ')
    return {
      customer: name,
      words: `${words} · ${formatPhone(phone)}`,
      fields: fields.filter((field): field is [string, string] => field[1] !== null),
    }
  })
}

import pg from 'pg'
import type { Call } from './load.ts'

/** Makes the n-th call of a kind from the rows of the database; null when there are no more. */
export type NextCall = (n: number) => Call | null

/** The five calls whose mean has a goal in docs/speed.md. */
export const FIVE = [
  'day list',
  'day list of one doctor',
  'create appointment',
  'complete session',
  'create bill',
] as const

export const CUSTOMERS = [
  'customer list',
  'customer search, name',
  'customer search, phone',
] as const

/** Our whole page, compared with the peers' JSON. */
export const PAGE = 'customer list, as a page'

/** Each half hour of the sample clinic's hours without its break. */
const STARTS = Array.from({ length: 18 }, (_, slot) => {
  const minutes = slot < 8 ? 540 + 30 * slot : 600 + 30 * slot
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
})

/** The first day that the measurement books: a Tuesday, long after all loaded rows. */
const FIRST_FREE_DAY = Date.UTC(2030, 0, 1)
const DAY_MS = 86_400_000

/**
 * The calls on a clinic with years of data. Writes continue where they stopped: each books the next
 * free half hour of a person, or completes the next pending session.
 */
export async function callsOn(databaseUrl: string, today: string): Promise<Map<string, NextCall>> {
  const known = await readIds(databaseUrl, today)
  const customers = (n: number) => at(known.customers, n)
  let [booked, completed] = [0, 0]

  const calls: Record<string, NextCall> = {
    'day list': (n) => ({ path: `/v1/appointments?date=${at(known.days, n)}` }),
    'day list of one doctor': (n) => ({
      path: `/v1/appointments?date=${at(known.days, n)}&staff_id=${at(known.staff, n)}`,
    }),
    'create appointment': () => {
      const n = booked++
      const slot = Math.floor(n / known.staff.length)
      const body = {
        customer_id: customers(n),
        staff_id: at(known.staff, n),
        treatment_type: 'Consultation',
        appointment_date: openDay(Math.floor(slot / STARTS.length)),
        start_time: at(STARTS, slot),
        duration_mins: 30,
        session_id: null,
      }
      return { method: 'POST', path: '/v1/appointments', body }
    },
    'complete session': () => {
      const session = known.sessions[completed++]
      if (session === undefined) return null
      const body = { staff_id: at(known.staff, 0), notes: 'Three passes, full coverage' }
      return { method: 'PATCH', path: `/v1/packages/sessions/${session}/complete`, body }
    },
    'create bill': (n) => ({
      method: 'POST',
      path: '/v1/billing',
      body: billOf(customers(n), at(known.items, n)),
    }),
    'customer list': (n) => ({ path: `/v1/customers?page=${1 + (n % 20)}&limit=20` }),
    'customer search, name': (n) => ({
      path: `/v1/customers?search=${at(known.words, n)}&page=1&limit=20`,
    }),
    'customer search, phone': (n) => ({
      path: `/v1/customers?search=${at(known.phones, n)}&page=1&limit=20`,
    }),
    [PAGE]: (n) => ({ path: `/customers?page=${1 + (n % 20)}` }),
  }
  return new Map(Object.entries(calls))
}

function billOf(customerId: string, itemId: string) {
  return {
    customer_id: customerId,
    items: [
      { description: 'Laser session', item_type: 'service', quantity: 1, unit_price: 4500 },
      {
        description: 'Cooling gel',
        item_type: 'product',
        inventory_item_id: itemId,
        quantity: 1,
        unit_price: 500,
      },
    ],
    discount: 0,
    gst_percent: 18,
    payment_mode: 'cash',
    payment_status: 'paid',
  }
}

async function readIds(databaseUrl: string, today: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const column = async (text: string, values: unknown[] = []): Promise<string[]> => {
    const { rows } = await client.query({ text, values, rowMode: 'array' })
    return rows.map((row: unknown[]) => String(row[0]))
  }
  try {
    return {
      customers: await column('select id from customers order by id limit 2000'),
      words: await column("select split_part(name, ' ', 1) from customers order by id limit 400"),
      phones: await column(
        'select right(phone, 5) from customers where phone is not null order by id limit 400',
      ),
      days: await column(
        `select to_char(day, 'YYYY-MM-DD')
         from generate_series($1::date - 60, $1::date + 25, '1 day') as day`,
        [today],
      ),
      staff: await column("select id from staff where email like 'doctor_%@%' order by id"),
      items: await column('select id from inventory_items where quantity > 1000 order by id'),
      sessions: await column(
        `select session.id from package_sessions as session
         join package_enrollments as enrollment on enrollment.id = session.enrollment_id
         where session.status = 'pending' and enrollment.status = 'active' order by session.id`,
      ),
    }
  } finally {
    await client.end()
  }
}

function at(values: readonly string[], n: number): string {
  const value = values[n % values.length]
  if (value === undefined) throw new Error('nothing was loaded to choose from')
  return value
}

/** The n-th day from the first one on, without Sundays. */
function openDay(n: number): string {
  const sundays = Math.floor((n + 1) / 6)
  return new Date(FIRST_FREE_DAY + (n + sundays) * DAY_MS).toISOString().slice(0, 10)
}

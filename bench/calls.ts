import pg from 'pg'
import type { Call } from './load.ts'

/** One call of the API, made anew each time from what is in the database. */
export type Endpoint = { name: string; isOneOfFive: boolean; next(n: number): Call | null }

/** Each half hour of a day that is open: the sample clinic's hours without its break. */
const STARTS = Array.from({ length: 18 }, (_, slot) => {
  const minutes = slot < 8 ? 540 + 30 * slot : 600 + 30 * slot
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
})

/** The first day that is booked while it is measured: a Tuesday, far from everything loaded. */
const FIRST_FREE_DAY = Date.UTC(2030, 0, 1)
const DAY_MS = 86_400_000

/**
 * The calls that the goals are about, with the shape of the source document's API. Writes go on
 * where they stopped: each books the next free half hour, or completes the next pending session.
 */
export async function endpointsOn(databaseUrl: string, today: string): Promise<Endpoint[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const column = async (query: string, values: unknown[] = []): Promise<string[]> => {
    const { rows } = await client.query({ text: query, values, rowMode: 'array' })
    return rows.map((row: unknown[]) => String(row[0]))
  }
  const customers = await column('select id from customers order by id limit 2000')
  const words = await column(
    "select split_part(name, ' ', 1) from customers where phone is not null order by id limit 400",
  )
  const phones = await column(
    'select right(phone, 5) from customers where phone is not null order by id limit 400',
  )
  const days = await column(
    "select to_char(day, 'YYYY-MM-DD') from generate_series($1::date - 60, $1::date + 25, '1 day') as day",
    [today],
  )
  const staff = await column("select id from staff where email like 'doctor_%@%' order by id")
  const items = await column('select id from inventory_items where quantity > 1000 order by id')
  const sessions = await column(
    `select session.id from package_sessions as session
     join package_enrollments as enrollment on enrollment.id = session.enrollment_id
     where session.status = 'pending' and enrollment.status = 'active' order by session.id`,
  )
  await client.end()

  let [booked, completed] = [0, 0]
  return [
    {
      name: 'day list',
      isOneOfFive: true,
      next: (n) => ({ path: `/v1/appointments?date=${at(days, n)}` }),
    },
    {
      name: 'day list of one doctor',
      isOneOfFive: true,
      next: (n) => ({
        path: `/v1/appointments?date=${at(days, n)}&staff_id=${at(staff, n)}`,
      }),
    },
    {
      name: 'create appointment',
      isOneOfFive: true,
      next: () => {
        const n = booked++
        const slot = Math.floor(n / staff.length)
        return {
          method: 'POST',
          path: '/v1/appointments',
          body: {
            customer_id: at(customers, n),
            staff_id: at(staff, n),
            treatment_type: 'Consultation',
            appointment_date: openDay(Math.floor(slot / STARTS.length)),
            start_time: at(STARTS, slot),
            duration_mins: 30,
            session_id: null,
          },
        }
      },
    },
    {
      name: 'complete session',
      isOneOfFive: true,
      next: () => {
        const session = sessions[completed++]
        if (session === undefined) return null
        return {
          method: 'PATCH',
          path: `/v1/packages/sessions/${session}/complete`,
          body: { staff_id: at(staff, 0), notes: 'Three passes, full coverage' },
        }
      },
    },
    {
      name: 'create bill',
      isOneOfFive: true,
      next: (n) => ({
        method: 'POST',
        path: '/v1/billing',
        body: {
          customer_id: at(customers, n),
          items: [
            {
              description: 'Laser session',
              item_type: 'service',
              quantity: 1,
              unit_price: 4500,
            },
            {
              description: 'Cooling gel',
              item_type: 'product',
              inventory_item_id: at(items, n),
              quantity: 1,
              unit_price: 500,
            },
          ],
          discount: 0,
          gst_percent: 18,
          payment_mode: 'cash',
          payment_status: 'paid',
        },
      }),
    },
    {
      name: 'customer list',
      isOneOfFive: false,
      next: (n) => ({ path: `/v1/customers?page=${1 + (n % 20)}&limit=20` }),
    },
    {
      name: 'customer search, name',
      isOneOfFive: false,
      next: (n) => ({ path: `/v1/customers?search=${at(words, n)}&page=1&limit=20` }),
    },
    {
      name: 'customer search, phone',
      isOneOfFive: false,
      next: (n) => ({ path: `/v1/customers?search=${at(phones, n)}&page=1&limit=20` }),
    },
  ]
}

function at(values: readonly string[], n: number): string {
  const value = values[n % values.length]
  if (value === undefined) throw new Error('nothing was loaded to choose from')
  return value
}

/** The n-th day from the first that is not a Sunday. */
function openDay(n: number): string {
  const week = Math.floor((n + 1) / 6)
  return new Date(FIRST_FREE_DAY + (n + week) * DAY_MS).toISOString().slice(0, 10)
}

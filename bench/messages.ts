import pg from 'pg'
import { addDays } from '../src/domain/dates.ts'
import { openBrowser } from './browser.ts'
import { callsOn, type NextCall, PAGE } from './calls.ts'
import { type MeasuredClinic, signInAsAdmin, tokenOfAdmin, withServer } from './clinic.ts'
import type { Call } from './load.ts'
import { heading, print, table } from './print.ts'
import type { Server } from './server.ts'
import { openWire, type Traffic, type Wire } from './wire.ts'

/** Other work of the server may add messages to one of them, so the lowest count is taken. */
const TIMES_ASKED = 5

/** What to count: its name, the most waits that it should have, and how to prepare one call. */
type Counted = [name: string, aim: number | null, once: () => Promise<() => Promise<void>>]

/** How many statements a call sends to the database, and how many of them it waits for in turn. */
export async function measureMessages(
  clinic: MeasuredClinic,
  databaseUrl: string,
  today: string,
): Promise<void> {
  heading('Messages to the database and waits for its answers')
  const wire = await openWire(databaseUrl)
  const env = { ...clinic.env, DATABASE_URL: wire.url }
  try {
    await withServer(['serve'], { env }, async (server) => {
      const rows: string[][] = []
      for (const [name, aim, once] of await callsToCount(server, databaseUrl, today)) {
        const { messages, waits } = await countFewest(wire, once)
        rows.push([name, String(messages), String(waits), aim === null ? '' : `≤ ${aim}`])
      }
      table(['call', 'messages', 'waits', 'aim'], rows)
    })
    print('  A wait: the server sends nothing more until an answer arrives.')
    print('  Each call has one wait to find out who calls. Writes have a one-time key.')
  } finally {
    await wire.close()
  }
}

async function countFewest(wire: Wire, once: () => Promise<() => Promise<void>>): Promise<Traffic> {
  const counts: Traffic[] = []
  for (let n = 0; n < TIMES_ASKED; n++) counts.push(await wire.count(await once()))
  const [fewest] = counts.toSorted((a, b) => a.messages - b.messages || a.waits - b.waits)
  return fewest as Traffic
}

async function callsToCount(
  server: Server,
  databaseUrl: string,
  today: string,
): Promise<Counted[]> {
  const calls = await callsOn(databaseUrl, today)
  const [api, desk] = [await apiAt(server), await deskAt(server, databaseUrl)]
  const next = (name: string): Call => {
    const call = (calls.get(name) as NextCall)(0)
    if (!call) throw new Error(`nothing is left for: ${name}`)
    return call
  }
  const ask = (name: string, status: number) => async () => api(next(name), status)
  return [
    ['book', 3, ask('create appointment', 201)],
    [
      'book what is taken',
      null,
      async () => {
        const taken = next('create appointment')
        await api(taken, 201)()
        return api(taken, 409)
      },
    ],
    ['complete a session', 3, ask('complete session', 200)],
    ['bill', 4, ask('create bill', 201)],
    ['list of appointments', 1, ask('day list', 200)],
    ['list of customers', 1, ask('customer list', 200)],
    ['page of the week', 2, async () => desk.page('/appointments?view=week')],
    ['page of the customers', 2, async () => desk.page(next(PAGE).path)],
    ['book at the desk, page included', null, async () => desk.book()],
    ['bill at the desk, page included', null, async () => desk.bill()],
  ]
}

/** Prepares calls of the API; each write has its own one-time key. */
async function apiAt(server: Server) {
  const bearer = await tokenOfAdmin(server.url)
  return ({ method = 'GET', path, body }: Call, status: number) =>
    async () => {
      const answer = await fetch(server.url + path, {
        method,
        headers: {
          ...bearer,
          ...(body === undefined
            ? {}
            : { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const said = await answer.text()
      if (answer.status !== status) throw new Error(`${path} answered ${answer.status}: ${said}`)
    }
}

/** The same for the desk: forms as pages send them, and the page after the redirect. */
async function deskAt(server: Server, databaseUrl: string) {
  const { customer, doctor, treatment } = await someOfTheSample(databaseUrl)
  const browser = openBrowser(server.url, await signInAsAdmin(server.url))
  let day = FIRST_DAY
  const assertShown = (path: string, { status }: { status: number }) => {
    if (status !== 200) throw new Error(`${path} answered ${status}`)
  }
  const send = (path: string, fields: Record<string, string>) => async () =>
    assertShown(
      path,
      await browser.post(path, {
        form_key: crypto.randomUUID(),
        customer: customer.name,
        customer_id: customer.id,
        ...fields,
      }),
    )
  return {
    page: (path: string) => async () => assertShown(path, await browser.get(path)),
    book: () => {
      day = addDays(day, 7)
      return send('/appointments', {
        treatment,
        staff_id: doctor,
        date: day,
        time: '10:00',
        override: 'true',
      })
    },
    bill: () =>
      send('/billing', {
        'lines.0.number': '0',
        'lines.0.type': 'service',
        'lines.0.item': 'Consultation',
        'lines.0.item_id': `treatment:${treatment}`,
        'lines.0.quantity': '1',
        payment_status: 'paid',
        payment_mode: 'cash',
      }),
  }
}

/** A Tuesday on which nothing is booked. */
const FIRST_DAY = '2031-01-07'

/** Ids of the sample clinic, because forms refuse ids that are made from integers. */
async function someOfTheSample(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const first = async (table: string, condition: string): Promise<{ id: string; name: string }> => {
    const { rows } = await client.query(
      `select id, name from ${table} where ${condition} and id::text ~ '^.{14}4.{4}[89ab]' limit 1`,
    )
    return rows[0]
  }
  try {
    return {
      customer: await first('customers', 'phone is not null'),
      doctor: (await first('staff', "role = 'doctor' and email like '%@linqs.example'")).id,
      treatment: (await first('treatments', "name = 'Consultation'")).id,
    }
  } finally {
    await client.end()
  }
}

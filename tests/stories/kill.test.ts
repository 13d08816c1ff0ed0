import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Answer, type ApiDesk, signInToApi } from '../support/api-desk.ts'
import { type Cluster, findPostgres, startCluster } from '../support/cluster.ts'
import { createServerDatabase, testServerUrl } from '../support/database.ts'
import { temporaryFolder } from '../support/folder.ts'
import { isLong } from '../support/long.ts'
import { killWhileStarting, runCommand, startServer } from '../support/server.ts'

const ROUNDS = isLong ? 10 : 2
const DESKS = 6
const SEED = 20_260_303
const MINUTES = 60_000

/** What was answered with 201: where it is to be found, and what is to stand there. */
type Acknowledged = { path: string; field: string; value: unknown }

/** What desks have written, and what else they were told. */
type Ledger = { acknowledged: Acknowledged[]; refusals: Answer[]; written: number }

const emptyLedger = (): Ledger => ({ acknowledged: [], refusals: [], written: 0 })

if (testServerUrl) {
  const server = testServerUrl

  describe('a kill in the middle of writes, PostgreSQL', () => {
    const folder = temporaryFolder()
    it('loses nothing acknowledged', { timeout: 10 * MINUTES }, async () => {
      const { url, drop } = await createServerDatabase(server)
      onTestFinished(drop)
      const env = { DATA_DIR: folder, DATABASE_URL: url }
      await killAgainAndAgain(env, env)
    })
  })

  describe('a kill during the first start, PostgreSQL', () => {
    const folder = temporaryFolder()
    it('needs no help from the next', { timeout: 10 * MINUTES }, async () => {
      const { url, drop } = await createServerDatabase(server, 'nothing')
      onTestFinished(drop)
      const env = { DATA_DIR: folder, DATABASE_URL: url }
      await killFirstStarts(env, env)
    })
  })

  if (findPostgres()) {
    describe('a crash of PostgreSQL in the middle of writes', () => {
      const folder = temporaryFolder()
      it('is survived, with 503 meanwhile', { timeout: 10 * MINUTES }, async () => {
        const cluster = await startCluster()
        onTestFinished(() => cluster.remove())
        await crashAgainAndAgain(cluster, folder)
      })
    })
  }
} else {
  describe('a kill in the middle of writes, embedded', () => {
    const folder = temporaryFolder()
    it('loses nothing acknowledged', { timeout: 10 * MINUTES }, async () => {
      await killAgainAndAgain({ DATA_DIR: folder }, { DATA_DIR: `${folder}/demo` })
    })
  })

  describe('a kill during the first start, embedded', () => {
    const folder = temporaryFolder()
    it('needs no help from the next', { timeout: 10 * MINUTES }, async () => {
      await killFirstStarts({ DATA_DIR: folder }, { DATA_DIR: `${folder}/demo` })
    })
  })
}

/** From its first steps to after it is ready. */
async function killFirstStarts(
  env: Record<string, string>,
  checkedEnv: Record<string, string>,
): Promise<void> {
  for (const afterMs of isLong
    ? [200, 400, 700, 1_000, 1_400, 1_900, 2_500, 3_500]
    : [400, 1_500]) {
    await killWhileStarting(['demo'], env, afterMs)
  }
  const server = await startServer(['demo'], env)
  const desk = await signInToApi(server.url, 'admin@linqs.example')
  expect((await desk('GET', '/customers')).status).toBe(200)
  expect(await server.end('SIGTERM')).toBe(0)
  await expectClean(checkedEnv)
}

/** Each start has to find what was acknowledged before it, and the last one all, without help. */
async function killAgainAndAgain(
  env: Record<string, string>,
  checkedEnv: Record<string, string>,
): Promise<void> {
  const random = randomFrom(SEED)
  const ledger = emptyLedger()
  let seen = 0
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServer(['demo'], env)
    const desk = await signInToApi(server.url, 'admin@linqs.example')
    expect(await missing(desk, ledger.acknowledged.slice(seen))).toEqual([])
    seen = ledger.acknowledged.length
    const desks = Array.from({ length: DESKS }, () => writeOn(desk, ledger))
    await delay(200 + random() * 1_300)
    await server.end('SIGKILL')
    await Promise.all(desks)
  }
  const last = await startServer(['demo'], env)
  const desk = await signInToApi(last.url, 'admin@linqs.example')
  expect(await missing(desk, ledger.acknowledged)).toEqual([])
  expect(ledger.refusals).toEqual([])
  expect(ledger.acknowledged.length).toBeGreaterThan(ROUNDS)
  expect(await last.end('SIGTERM')).toBe(0)
  await expectClean(checkedEnv)
}

async function crashAgainAndAgain(cluster: Cluster, folder: string): Promise<void> {
  const random = randomFrom(SEED)
  const env = { DATA_DIR: folder, DATABASE_URL: cluster.url }
  const server = await startServer(['demo'], env)
  const desk = await signInToApi(server.url, 'admin@linqs.example')
  const ledger = emptyLedger()
  for (let round = 0; round < ROUNDS; round++) {
    let isOver = false
    const desks = Array.from({ length: DESKS }, () => writeOn(desk, ledger, () => isOver))
    await delay(200 + random() * 800)
    await cluster.stop('immediate')
    expect((await desk('GET', '/customers')).status).toBe(503)
    await cluster.start()
    await expect
      .poll(async () => (await desk('GET', '/customers')).status, { timeout: 2_000 })
      .toBe(200)
    await delay(300)
    isOver = true
    await Promise.all(desks)
    expect(await missing(desk, ledger.acknowledged)).toEqual([])
  }
  expect(new Set(ledger.refusals.map((answer) => answer.status))).toEqual(new Set([503]))
  expect(await server.end('SIGTERM')).toBe(0)
  await expectClean(env)
}

async function expectClean(env: Record<string, string>): Promise<void> {
  const { code, output } = await runCommand(['check'], env)
  expect(output).not.toContain('DIFFER')
  expect(code).toBe(0)
}

/** Registers customers and bills each of them, until the server is gone or it is over. */
async function writeOn(
  desk: ApiDesk,
  ledger: Ledger,
  isOver: () => boolean = () => false,
): Promise<void> {
  try {
    while (!isOver()) {
      const name = `Asha ${++ledger.written}`
      const phone = `+9190000${String(ledger.written).padStart(5, '0')}`
      const customer = await desk('POST', '/customers', { name, phone })
      if (!note(ledger, customer, `/customers/${customer.body.id}`, 'name', name)) continue
      const bill = await desk('POST', '/billing', {
        customer_id: customer.body.id,
        items: [
          { description: 'Cleansing', item_type: 'service', quantity: 1, unit_price: 450.5 },
          { description: 'Mask', item_type: 'service', quantity: 2, unit_price: 99.99 },
        ],
        payment_status: 'paid',
        payment_mode: 'cash',
      })
      const number = bill.body.invoice_number
      note(ledger, bill, `/billing/${bill.body.bill_id}`, 'invoice_number', number)
    }
  } catch (error) {
    // A connection that is refused or cut off tells nothing of the write on it.
    if (!(error instanceof TypeError)) throw error
  }
}

function note(
  ledger: Ledger,
  answer: Answer,
  path: string,
  field: string,
  value: unknown,
): boolean {
  if (answer.status !== 201) {
    ledger.refusals.push(answer)
    return false
  }
  ledger.acknowledged.push({ path, field, value })
  return true
}

/** What was acknowledged and is not there as it was said. */
async function missing(desk: ApiDesk, acknowledged: Acknowledged[]): Promise<Acknowledged[]> {
  const lost: Acknowledged[] = []
  for (const each of acknowledged) {
    const { status, body } = await desk('GET', each.path)
    if (status !== 200 || body[each.field] !== each.value) lost.push(each)
  }
  return lost
}

/** Mulberry32: the same moments in every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Clock, clockStartingAt, systemClock } from '../../src/domain/dates.ts'
import { type RunningJobs, startJobs } from '../../src/jobs/start.ts'
import { browserAs, ORIGIN, useApp } from '../support/app.ts'
import { auditOf, insertAs, makeBranch, type TestBranch } from '../support/factories.ts'
import { loginOf } from '../support/sign-in.ts'

let clock: Clock = systemClock
const test = useApp({ clock: { now: () => clock.now() } })
let branch: TestBranch

beforeAll(async () => {
  branch = await makeBranch(test.clinic, { isDefault: true })
})

/** The jobs of one process. */
function start(afterMs = 0): RunningJobs {
  const { clinic, database, log } = test.deps
  const jobs = startJobs({ clinic, database, log }, { afterMs })
  onTestFinished(() => jobs.stop())
  return jobs
}

async function statesOf(name: string): Promise<string[]> {
  const { rows } = await test.database.pool.query<{ state: string }>(
    'select state::text from jobs.job where name = $1',
    [name],
  )
  return rows.map((row) => row.state)
}

/** Reads a stream to its end, or until somebody stops. */
async function listen(login: string | undefined): Promise<{ heard: string[]; stop(): void }> {
  const answer = await test.app.request(`${ORIGIN}/events`, {
    headers: { Cookie: `login=${login}` },
  })
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const heard: string[] = []
  void (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      heard.push(new TextDecoder().decode(part.value))
    }
  })()
  return { heard, stop: () => void reader.cancel() }
}

describe('the clinic’s jobs', () => {
  it('tell the open pages at midnight that a day has begun, once of two processes', async () => {
    const { login } = await browserAs(test, branch, 'receptionist')
    const { heard, stop } = await listen(login)
    onTestFinished(stop)
    clock = clockStartingAt(new Date('2026-03-03T18:29:58.500Z'))
    onTestFinished(() => {
      clock = systemClock
    })
    start()
    start()
    const ofMidnight = () => heard.filter((event) => event === 'event: day\ndata: 2026-03-04\n\n')
    await expect.poll(ofMidnight, { timeout: 10_000 }).toHaveLength(1)
    await delay(300)
    expect(ofMidnight()).toHaveLength(1)
  })

  it('remove what is over, as the system', async () => {
    await test.database.pool.query("delete from jobs.job where name = 'remove-expired'")
    await loginOf(test.clinic, {
      staffId: branch.people.doctor.id,
      branchId: branch.id,
      expiresAt: new Date(Date.now() - 1000),
    })
    const { rows } = await test.database.pool.query<{ id: string }>(
      'select id from logins where expires_at < now()',
    )
    start()
    await expect.poll(() => statesOf('remove-expired'), { timeout: 10_000 }).toEqual(['completed'])
    const [job] = (
      await test.database.pool.query("select id from jobs.job where name = 'remove-expired'")
    ).rows
    expect((await auditOf(test, 'logins', rows[0]?.id ?? '')).at(-1)).toMatchObject({
      action: 'delete',
      actor: 'LinqsClinic',
      door: 'job',
      requestId: job?.id,
    })
  })

  it('can be stopped before they have started', async () => {
    const started = performance.now()
    await start(60_000).stop()
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('can be stopped while they start', async () => {
    for (const afterMs of [0, 2, 5, 10, 20]) {
      const jobs = start(0)
      await delay(afterMs)
      await jobs.stop()
    }
    // Nothing of them is left that would still ask the database.
    await insertAs(test.clinic, branch.id, async () => null)
    const { pool } = test.database
    expect(pool.idleCount).toBe(pool.totalCount)
  })
})

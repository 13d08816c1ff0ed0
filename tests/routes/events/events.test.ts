import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { instantOf, localTime } from '../../../src/domain/dates.ts'
import { announceDay } from '../../../src/use-cases/days.ts'
import { addLeave } from '../../../src/use-cases/leave.ts'
import { signOutEverywhere } from '../../../src/use-cases/logins.ts'
import { systemActor } from '../../../src/use-cases/signed-in.ts'
import { type Browser, browserAs, ORIGIN, useApp } from '../../support/app.ts'
import {
  actorOf,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  requestContext,
  type TestBranch,
  TIME_ZONE,
  TODAY,
} from '../../support/factories.ts'

const test = useApp()
let branch: TestBranch
let other: TestBranch

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  other = await makeBranch(test.clinic)
})

type Stream = { next(): Promise<string | null>; cancel(): Promise<void> }

/** Reads a stream event by event, without the time unless it is asked for; null when it has ended. */
async function listen(browser: Browser, { withClock = false } = {}): Promise<Stream> {
  const answer = await test.app.request(`${ORIGIN}/events`, {
    headers: { Cookie: `login=${browser.login}` },
  })
  expect(answer.headers.get('Content-Type')).toBe('text/event-stream')
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  let waiting = ''
  async function next(): Promise<string | null> {
    while (!waiting.includes('\n\n')) {
      const { value, done } = await reader.read()
      if (done) return null
      waiting += new TextDecoder().decode(value)
    }
    const [event = '', ...rest] = waiting.split('\n\n')
    waiting = rest.join('\n\n')
    return event.startsWith('event: clock') && !withClock ? next() : event
  }
  return {
    next,
    cancel: () => reader.cancel(),
  }
}

async function bookIn(place: TestBranch, date: string): Promise<void> {
  const { id: customerId } = await makeCustomer(test.clinic, place)
  await makeAppointment(test.clinic, place, { customerId, date })
}

describe('GET /events', () => {
  it('tells the days that have changed, of its own branch only', async () => {
    const stream = await listen(await browserAs(test, branch, 'receptionist'))
    await stream.next()
    await bookIn(other, '2026-04-01')
    await bookIn(branch, TODAY)
    expect(await stream.next()).toBe(`event: appointments\ndata: ["${TODAY}"]`)
    await stream.cancel()
  })

  it('tells to look at every day when leave has changed', async () => {
    const stream = await listen(await browserAs(test, branch, 'receptionist'))
    await stream.next()
    await addLeave(test.clinic, actorOf(branch), {
      staffId: branch.people.doctor.id,
      roomId: null,
      startsOn: '2026-05-01',
      startsAt: '00:00',
      endsOn: '2026-05-02',
      endsAt: '23:59',
      reason: '',
    })
    expect(await stream.next()).toBe('event: appointments\ndata: null')
    await stream.cancel()
  })

  it('tells when it comes that a new day has begun, of its own branch only', async () => {
    const stream = await listen(await browserAs(test, branch, 'therapist'))
    const { date } = localTime(test.clinic.clock.now(), TIME_ZONE)
    expect(await stream.next()).toBe(`event: ready\ndata: ${date}\nretry: 1000`)
    const announce = (place: TestBranch, day: string) =>
      announceDay(test.clinic, systemActor(requestContext({ door: 'job' }), place.id), day)
    await announce(other, '2026-03-05')
    await announce(branch, '2026-03-04')
    expect(await stream.next()).toBe('event: day\ndata: 2026-03-04')
    await stream.cancel()
  })

  it('tells the clinic’s date and time when a minute begins', async () => {
    const clock = vi.spyOn(test.clinic.clock, 'now')
    onTestFinished(() => clock.mockRestore())
    const end = instantOf(TODAY, '23:59', TIME_ZONE).getTime() + 59_950
    clock.mockReturnValue(new Date(end))
    const browser = await browserAs(test, branch, 'receptionist')
    const stream = await listen(browser, { withClock: true })
    await stream.next()
    clock.mockReturnValue(new Date(end + 50))
    expect(await stream.next()).toBe('event: clock\ndata: 2026-03-04T00:00')
    await stream.cancel()
  })

  it('tells nothing of a change that was given up', async () => {
    const stream = await listen(await browserAs(test, branch, 'receptionist'))
    await stream.next()
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const given = makeAppointment(test.clinic, branch, { customerId, date: 'no day' })
    await expect(given).rejects.toThrow()
    await bookIn(branch, '2026-04-02')
    expect(await stream.next()).toBe('event: appointments\ndata: ["2026-04-02"]')
    await stream.cancel()
  })

  it('ends when the login is signed out, and others’ go on', async () => {
    const mine = await browserAs(test, branch, 'doctor')
    const [ended, goesOn] = [
      await listen(mine),
      await listen(await browserAs(test, branch, 'admin')),
    ]
    await Promise.all([ended.next(), goesOn.next()])
    await mine.post('/sign-out', {})
    expect(await ended.next()).toBeNull()
    await bookIn(branch, '2026-04-03')
    expect(await goesOn.next()).toBe('event: appointments\ndata: ["2026-04-03"]')
    await goesOn.cancel()
  })

  it('ends when its person signs out everywhere, and when she may no longer work here', async () => {
    const stream = await listen(await browserAs(test, branch, 'receptionist'))
    await stream.next()
    await signOutEverywhere(test.clinic, actorOf(branch, 'receptionist'))
    expect(await stream.next()).toBeNull()

    const dismissed = await listen(await browserAs(test, branch, 'therapist'))
    await dismissed.next()
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .updateTable('staff')
        .set({ is_active: false })
        .where('id', '=', branch.people.therapist.id)
        .execute(),
    )
    expect(await dismissed.next()).toBeNull()
  })

  it('is for who is signed in', async () => {
    const answer = await test.app.request(`${ORIGIN}/events`)
    expect(answer.status).toBe(303)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { listWaitingEntries } from '../../src/db/waiting.ts'
import type { Actor } from '../../src/domain/access.ts'
import { Forbidden, NotFound } from '../../src/domain/errors.ts'
import {
  addToWaitingList,
  listFittingEntries,
  mayFit,
  removeFromWaitingList,
} from '../../src/use-cases/waiting.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  clockAt,
  makeAppointment,
  makeBranch,
  makeCustomer,
  type TestBranch,
  TODAY,
} from '../support/factories.ts'

const test = useDatabase(clockAt(TODAY, '08:30'))
const DAY = '2026-03-05'
const NOBODY = '11111111-1111-4111-8111-111111111111'

let branch: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch)
})

async function wait(change: Partial<Parameters<typeof addToWaitingList>[2]> = {}, by = actor) {
  const customerId = change.customerId ?? (await makeCustomer(test.clinic, branch)).id
  const { id } = await addToWaitingList(test.clinic, by, {
    treatmentId: branch.treatments.consultation,
    staffId: null,
    fromDate: TODAY,
    untilDate: '2026-03-17',
    fromTime: null,
    untilTime: null,
    notes: null,
    ...change,
    customerId,
  })
  return { id, customerId }
}

const freed = (change: Partial<Parameters<typeof listFittingEntries>[2]> = {}) => ({
  date: DAY,
  staffId: branch.people.doctor.id,
  fromMins: 600,
  toMins: 660,
  ...change,
})

const fitting = async (change = {}) =>
  (await listFittingEntries(test.clinic, actor, freed(change))).map(({ id, startTime }) => ({
    id,
    startTime,
  }))

describe('mayFit', () => {
  const wishes = {
    staffId: null,
    fromDate: '2026-03-04',
    untilDate: '2026-03-06',
    fromTime: '10:30',
    untilTime: '12:00',
  }
  const time = { date: DAY, staffId: 'kapoor', fromMins: 600, toMins: 660 }

  it.each<[string, object, object, boolean]>([
    ['in her days and hours', {}, {}, true],
    ['before her first day', {}, { date: '2026-03-03' }, false],
    ['after her last day', {}, { date: '2026-03-07' }, false],
    ['before her hours', {}, { fromMins: 540, toMins: 630 }, false],
    ['after her hours', {}, { fromMins: 720, toMins: 780 }, false],
    ['with another person', { staffId: 'nisha' }, {}, false],
    ['with the person she wants', { staffId: 'kapoor' }, {}, true],
    ['at any hour', { fromTime: null, untilTime: null }, { fromMins: 0, toMins: 30 }, true],
  ])('a time %s: %o %o', (_, wish, change, fits) => {
    expect(mayFit({ ...wishes, ...wish }, { ...time, ...change })).toBe(fits)
  })
})

describe('the waiting list', () => {
  it('shows who fits a time that has freed up, the first who asked first, from when', async () => {
    const first = await wait()
    const late = await wait({ fromTime: '10:30' })
    await wait({ staffId: branch.people.therapist.id })
    await wait({ untilDate: TODAY })
    expect(await fitting()).toEqual([
      { id: first.id, startTime: '10:00' },
      { id: late.id, startTime: '10:30' },
    ])
  })

  it('leaves out who has another appointment then, and who needs longer than there is', async () => {
    const busy = await wait({ fromDate: '2026-03-09', untilDate: '2026-03-09' })
    await makeAppointment(test.clinic, branch, {
      customerId: busy.customerId,
      date: '2026-03-09',
      startTime: '10:00',
      durationMins: 60,
      treatmentId: branch.treatments.peel,
      staffId: branch.people.therapist.id,
    })
    await makeAppointment(test.clinic, branch, {
      customerId: (await makeCustomer(test.clinic, branch)).id,
      date: '2026-03-09',
      startTime: '10:30',
      durationMins: 30,
    })
    await wait({
      treatmentId: branch.treatments.laser,
      fromDate: '2026-03-09',
      untilDate: '2026-03-09',
    })
    const ids = (await fitting({ date: '2026-03-09' })).map(({ id }) => id)
    expect(ids).not.toContain(busy.id)
  })

  it('loses an entry when the customer is booked for that treatment later, or is removed', async () => {
    const [booked, gone] = [await wait(), await wait()]
    await makeAppointment(test.clinic, branch, {
      customerId: booked.customerId,
      date: '2026-03-20',
      treatmentId: branch.treatments.consultation,
    })
    await removeFromWaitingList(test.clinic, actor, gone.id)
    const ids = (await listWaitingEntries(test.clinic.read(actor), TODAY)).map(({ id }) => id)
    expect(ids).not.toContain(booked.id)
    expect(ids).not.toContain(gone.id)
    await expect(removeFromWaitingList(test.clinic, actor, gone.id)).rejects.toThrow(NotFound)
    expect(await auditOf(test, 'waiting', gone.id)).toMatchObject([
      { action: 'insert' },
      { action: 'update' },
    ])
  })

  it('refuses what is not valid at its place, and roles that may not book', async () => {
    const path = (at: string) => ({ issues: [expect.objectContaining({ path: at })] })
    await expect(wait({ untilDate: '2026-03-01' })).rejects.toMatchObject(path('until_date'))
    const hours = { fromTime: '12:00', untilTime: '11:00' }
    await expect(wait(hours)).rejects.toMatchObject(path('until_time'))
    await expect(wait({ customerId: NOBODY })).rejects.toMatchObject(path('customer_id'))
    await expect(wait({ treatmentId: NOBODY })).rejects.toMatchObject(path('treatment_id'))
    await expect(wait({ staffId: NOBODY })).rejects.toMatchObject(path('staff_id'))
    await expect(wait({}, { ...actor, role: 'guest' as never })).rejects.toThrow(Forbidden)
  })
})

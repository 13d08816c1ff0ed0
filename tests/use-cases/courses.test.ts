import { beforeAll, describe, expect, it } from 'vitest'
import { listCourseVisits } from '../../src/db/courses.ts'
import type { Actor } from '../../src/domain/access.ts'
import { weekdayOf } from '../../src/domain/dates.ts'
import { Forbidden, NotFound } from '../../src/domain/errors.ts'
import { bookAppointment } from '../../src/use-cases/appointments.ts'
import { bookCourse, proposeAnotherTime, proposeCourse } from '../../src/use-cases/courses.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  cancelEnrollment,
  clockAt,
  countRows,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  type TestBranch,
  TODAY,
} from '../support/factories.ts'

const test = useDatabase(clockAt(TODAY, '08:30'))
const TUESDAY = weekdayOf(TODAY)

let branch: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch)
  await insertAs(test.clinic, branch.id, (trx) =>
    trx
      .updateTable('treatments')
      .set({ ideal_gap_days: 28 })
      .where('id', '=', branch.treatments.laser)
      .execute(),
  )
})

/** Four sessions, the first of which is booked today at 14:30 with the doctor. */
async function course(options: { sessions?: number } = {}) {
  const { id: customerId } = await makeCustomer(test.clinic, branch)
  const enrollment = await makeEnrollment(test.clinic, branch, { customerId, ...options })
  return { ...enrollment, customerId }
}

async function begun() {
  const made = await course()
  await makeAppointment(test.clinic, branch, {
    customerId: made.customerId,
    date: TODAY,
    startTime: `${9 + beginnings}:00`.padStart(5, '0'),
    sessionId: made.sessionIds[0] ?? '',
    staffId: branch.people.therapist.id,
  })
  beginnings++
  return made
}
let beginnings = 0

const propose = (enrollmentId: string, staffId: string | null = null, by = actor) =>
  proposeCourse(test.clinic, by, { enrollmentId, staffId, today: TODAY })

async function booked(enrollmentId: string) {
  const visits = await listCourseVisits(test.clinic.read(actor), enrollmentId)
  return visits.flatMap((visit) => (visit.date ? [`${visit.number} ${visit.date}`] : []))
}

function rowsOf(proposal: Awaited<ReturnType<typeof propose>>) {
  return proposal.rows.map(({ sessionId, date, startTime }) => {
    if (!date || !startTime) throw new Error('a visit is proposed')
    return { sessionId, date, startTime }
  })
}

describe('proposeCourse', () => {
  it('keeps to the ideal gap, the usual weekday, hour and person', async () => {
    const made = await begun()
    const { rows, staffId } = await propose(made.id)
    expect(staffId).toBe(branch.people.therapist.id)
    expect(rows.map((row) => row.number)).toEqual([2, 3, 4])
    expect(rows.map((row) => row.date)).toEqual(['2026-03-31', '2026-04-28', '2026-05-26'])
    expect(rows.every((row) => weekdayOf(row.date ?? TODAY) === TUESDAY)).toBe(true)
  })

  it('begins tomorrow where nothing is booked yet, with whom the package names', async () => {
    const made = await course()
    const { rows, staffId } = await propose(made.id)
    expect(staffId).toBe(branch.people.doctor.id)
    expect(rows[0]).toMatchObject({ number: 1, date: '2026-03-04', note: null })
    expect(rows[1]?.date).toBe('2026-04-01')
  })

  it('proposes no two visits for one day, however short the gap', async () => {
    const setGap = (ideal_gap_days: number) =>
      insertAs(test.clinic, branch.id, (trx) =>
        trx
          .updateTable('treatments')
          .set({ ideal_gap_days })
          .where('id', '=', branch.treatments.laser)
          .execute(),
      )
    const made = await begun()
    await setGap(3)
    const days = (await propose(made.id)).rows.map((row) => row.date)
    await setGap(28)
    expect(days).toEqual(['2026-03-10', '2026-03-17', '2026-03-24'])
  })

  it('goes on to the next day where the usual one is full', async () => {
    const made = await begun()
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .insertInto('leave')
        .values({
          staff_id: branch.people.therapist.id,
          starts_on: '2026-03-31',
          ends_on: '2026-03-31',
        })
        .execute(),
    )
    const { rows } = await propose(made.id)
    expect(rows[0]?.date).toBe('2026-04-07')
  })

  it('says which visit would come after the package expires', async () => {
    const made = await begun()
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .updateTable('package_enrollments')
        .set({ expires_on: '2026-05-20' })
        .where('id', '=', made.id)
        .execute(),
    )
    const { rows } = await propose(made.id)
    expect(rows.map((row) => row.note)).toEqual([null, null, 'After the package expires.'])
  })

  it('is refused for a package that is closed, and for one that is not there', async () => {
    const made = await course()
    await cancelEnrollment(test.clinic, branch, made.id)
    await expect(propose(made.id)).rejects.toMatchObject({ code: 'enrollment_closed' })
    const other = await makeBranch(test.clinic)
    await expect(propose(made.id, null, actorOf(other))).rejects.toThrow(NotFound)
  })
})

describe('bookCourse', () => {
  const book = (
    made: { id: string },
    rows: ReturnType<typeof rowsOf>,
    staffId: string,
    by = actor,
  ) => bookCourse(test.clinic, by, { enrollmentId: made.id, staffId, rows })

  it('books them all, as one series', async () => {
    const made = await begun()
    const proposal = await propose(made.id)
    const staffId = proposal.staffId ?? ''
    expect(await book(made, rowsOf(proposal), staffId)).toMatchObject({ count: 3 })
    expect(await booked(made.id)).toHaveLength(4)
    const series = await test.database.db
      .selectFrom('appointments')
      .select('series_id')
      .where('session_id', 'in', made.sessionIds.slice(1))
      .execute()
    expect(new Set(series.map((row) => row.series_id)).size).toBe(1)
    expect((await propose(made.id)).rows).toEqual([])
  })

  it('books none where one was taken meanwhile, and proposes only that one again', async () => {
    const made = await begun()
    const proposal = await propose(made.id)
    const [first, second, third] = rowsOf(proposal)
    if (!first || !second || !third) throw new Error('three visits are proposed')
    const staffId = proposal.staffId ?? ''
    await bookAppointment(test.clinic, actor, {
      customer: { id: (await makeCustomer(test.clinic, branch)).id },
      staffId,
      treatment: { id: branch.treatments.consultation },
      roomId: null,
      date: second.date,
      startTime: second.startTime,
      durationMins: 30,
      sessionId: null,
      notes: null,
      isOverride: true,
    })
    const before = await countRows(test)
    await expect(book(made, [first, second, third], staffId)).rejects.toMatchObject({
      code: 'time_taken',
      conflict: { session_id: second.sessionId },
    })
    expect(await countRows(test)).toEqual(before)
    const again = await proposeAnotherTime(test.clinic, actor, {
      course: proposal.course,
      ...second,
      staffId,
      today: TODAY,
    })
    expect(again.date).toBe(second.date)
    expect(again.startTime).not.toBe(second.startTime)
    const rows = [first, { ...second, startTime: again.startTime ?? '' }, third]
    expect(await book(made, rows, staffId)).toMatchObject({ count: 3 })
  })

  it('of two desks that book one course lets one, and tells the other', async () => {
    const made = await course()
    const proposal = await propose(made.id)
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => book(made, rowsOf(proposal), proposal.staffId ?? '')),
    )
    const refused = tries.filter((each) => each.status === 'rejected')
    expect(refused).toHaveLength(9)
    for (const { reason } of refused) {
      expect(reason.code).toMatch(/^(time_taken|session_booked)$/)
      expect(reason.conflict.session_id).toBe(made.sessionIds[0])
    }
    expect(await booked(made.id)).toHaveLength(4)
  })

  it('is refused for a session of somebody else’s, and for nothing to book', async () => {
    const [made, others] = [await course(), await course()]
    const [row] = rowsOf(await propose(others.id))
    if (!row) throw new Error('a visit is proposed')
    const doctor = branch.people.doctor.id
    await expect(book(made, [row], doctor)).rejects.toMatchObject({
      issues: [{ path: 'session_id' }],
    })
    await expect(book(made, [], doctor)).rejects.toMatchObject({ issues: [{ path: '' }] })
    const stranger = { ...actor, role: 'guest' as never }
    await expect(book(made, [row], doctor, stranger)).rejects.toThrow(Forbidden)
  })
})

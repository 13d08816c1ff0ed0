import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { findAppointment } from '../../src/db/appointments.ts'
import { checkDerivedColumns } from '../../src/db/check.ts'
import { findSession } from '../../src/db/packages.ts'
import type { Actor } from '../../src/domain/access.ts'
import { nameOfLastStep } from '../../src/domain/appointments.ts'
import { addDays, instantOf, localTime, timeOf } from '../../src/domain/dates.ts'
import { Refusal } from '../../src/domain/errors.ts'
import { bookAppointment, markArrived, moveAppointment } from '../../src/use-cases/appointments.ts'
import { addLeave } from '../../src/use-cases/leave.ts'
import { completeSession, reopenSession } from '../../src/use-cases/sessions.ts'
import { undoAct } from '../../src/use-cases/undo.ts'
import { changeAppointmentStatus, undoLastStep } from '../../src/use-cases/visits.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  clockAt,
  insertAs,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  requestContext,
  type TestBranch,
  TIME_ZONE,
  TODAY,
} from '../support/factories.ts'
import { isLong } from '../support/long.ts'

// Its own: it ends with a look at every row there is.
const clock = clockAt(TODAY, '08:30')
const test = useDatabase(clock, 'empty')
let branch: TestBranch
let actor: Actor

/** A branch of its own: a clinic doesn't move to another time zone with its past visits. */
async function openBranch() {
  clock.set(TODAY, '08:30')
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch, 'admin')
  await insertAs(test.clinic, branch.id, async (trx) => {
    await trx
      .updateTable('staff_branches')
      .set({ oversees_at_once: 2 })
      .where('staff_id', '=', branch.people.admin.id)
      .execute()
  })
}

const KINDS = [
  'book',
  'book',
  'move',
  'confirm',
  'arrive',
  'complete',
  'complete session',
  'reopen session',
  'cancel',
  'no-show',
  'undo',
  'undo act',
  'leave',
] as const

const act = fc.record({
  kind: fc.constantFrom(...KINDS),
  /** Few people and few times, so that they get in each other's way. */
  who: fc.nat(2),
  staff: fc.nat(1),
  start: fc.nat(11),
  length: fc.constantFrom(20, 30, 45),
  target: fc.nat(6),
  withSession: fc.boolean(),
  isDoneToday: fc.boolean(),
  /** When it is taken: on the day, or the day before. */
  at: fc.integer({ min: 480, max: 1200 }),
  isDayBefore: fc.boolean(),
  /** By the third of the staff, who has two seats. */
  isOverseen: fc.boolean(),
})

/** A clinic's own day: where it lies, when it opens and when it eats. */
const clinicDay = fc.record({
  timeZone: fc.constantFrom('Asia/Kolkata', 'America/Los_Angeles', 'Pacific/Kiritimati'),
  opens: fc.integer({ min: 0, max: 11 }),
  hours: fc.integer({ min: 1, max: 12 }),
  breakAt: fc.option(fc.integer({ min: 10, max: 15 })),
})

/** Gives the clinic other hours, another break and another place on the earth. */
async function keepHours(
  its: (typeof clinicDay extends fc.Arbitrary<infer T> ? T : never) & object,
) {
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  await insertAs(test.clinic, branch.id, async (trx) => {
    await trx
      .updateTable('settings')
      .set({
        time_zone: its.timeZone,
        break_from: its.breakAt === null ? null : clock(its.breakAt),
        break_to: its.breakAt === null ? null : clock(its.breakAt + 1),
      })
      .execute()
    const hours = { opens: clock(its.opens), closes: clock(its.opens + its.hours) }
    await trx.updateTable('working_hours').set(hours).execute()
  })
}

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

let days = 0

/** A day of its own with three customers, each in the middle of a course. */
async function freshDay(timeZone: string) {
  const date = addDays(TODAY, 30 + days++)
  const customers = await Promise.all(
    [0, 1, 2].map(async () => {
      const { id } = await makeCustomer(test.clinic, branch)
      return { id, course: await makeEnrollment(test.clinic, branch, { customerId: id }) }
    }),
  )
  return { date, timeZone, customers, booked: [] as string[], acts: [] as string[] }
}

type Day = Awaited<ReturnType<typeof freshDay>>

async function take(day: Day, step: Act): Promise<void> {
  const customer = day.customers[step.who]
  if (!customer) return
  const { clinic } = test
  const today = step.isDayBefore ? addDays(day.date, -1) : day.date
  const now = localTime(instantOf(today, timeOf(step.at), day.timeZone), TIME_ZONE)
  clock.set(now.date, now.time)
  const by = { ...actor, request: requestContext() }
  const staffId = [branch.people.doctor.id, branch.people.therapist.id][step.staff] ?? ''
  const startTime = timeOf(540 + step.start * 20)
  const appointmentId = day.booked[step.target % Math.max(1, day.booked.length)] ?? ''
  const sessionId = customer.course.sessionIds[step.target % 4] ?? ''
  const { isDoneToday } = step
  const change = async (status: 'confirmed' | 'completed' | 'cancelled' | 'no-show') => {
    const change = { appointmentId, status, reason: 'Asked', isDoneToday }
    day.acts.push((await changeAppointmentStatus(clinic, by, change)).act)
  }
  if (step.kind === 'book') {
    const { id, act } = await bookAppointment(clinic, by, {
      customer: { id: customer.id },
      staffId,
      supervisorId: step.isOverseen ? branch.people.admin.id : null,
      treatment: { id: branch.treatments.peel },
      roomId: null,
      date: day.date,
      startTime,
      durationMins: step.length,
      sessionId: step.withSession ? sessionId : null,
      notes: null,
      isOverride: true,
    })
    day.booked.push(id)
    day.acts.push(act)
  } else if (step.kind === 'complete session') {
    const { act } = await completeSession(clinic, by, {
      sessionId,
      staffId,
      notes: null,
      isDoneToday,
    })
    day.acts.push(act)
  } else if (step.kind === 'reopen session') {
    const session = await findSession(clinic.read(actor), sessionId)
    const completedAt = session?.completedAt?.toISOString() ?? ''
    await reopenSession(clinic, by, { sessionId, completedAt, reason: 'By mistake' })
  } else if (step.kind === 'leave') {
    const { date: startsOn, date: endsOn } = day
    const span = { startsOn, startsAt: startTime, endsOn, endsAt: '19:00', reason: '' }
    await addLeave(clinic, by, { staffId, roomId: null, ...span })
  } else if (step.kind === 'undo act') {
    const act = day.acts.at(-1 - (step.target % 2))
    if (act) await undoAct(clinic, by, { act })
  } else if (appointmentId === '') return
  else if (step.kind === 'move') {
    const place = { startTime, staffId, isOverride: true }
    day.acts.push((await moveAppointment(clinic, by, appointmentId, place)).act)
  } else if (step.kind === 'arrive') await markArrived(clinic, by, appointmentId)
  else if (step.kind === 'undo') {
    const row = await findAppointment(clinic.read(actor), appointmentId)
    const last = (row && nameOfLastStep(row)) ?? ''
    await undoLastStep(clinic, by, { appointmentId, step: last, reason: 'By mistake' })
  } else if (step.kind === 'confirm') await change('confirmed')
  else if (step.kind === 'complete') await change('completed')
  else if (step.kind === 'cancel') await change('cancelled')
  else await change('no-show')
}

async function count(query: ReturnType<typeof sql<{ count: number }>>): Promise<number> {
  const { rows } = await query.execute(test.database.db)
  return rows[0]?.count ?? -1
}

const overlapping = () =>
  count(sql<{ count: number }>`
    select count(*) from appointment_claims as one
    join appointment_claims as other
      on other.resource_id = one.resource_id and other.during && one.during
      and (other.appointment_id, other.kind) > (one.appointment_id, one.kind)
  `)

/**
 * Appointments that claim other than they should: people and room, or nothing. What a completed one
 * still claims is left to the check of all rows.
 */
const misclaimed = () =>
  count(sql<{ count: number }>`
    select count(*) from appointments as appointment
    where status <> 'completed'
      and (select count(*) from appointment_claims where appointment_id = appointment.id)
      <> case when status in ('cancelled', 'no-show') then 0
           else 2 + (room_id is not null)::int + (supervisor_id is not null)::int end
  `)

/** Sessions whose appointment says otherwise than they do. */
const torn = () =>
  count(sql<{ count: number }>`
    select count(*) from appointments as appointment
    join package_sessions as session on session.id = appointment.session_id
    where appointment.status in ('scheduled', 'confirmed', 'completed')
      and (appointment.status = 'completed') <> (session.status = 'completed')
  `)

it('no sequence of acts at the desk overlaps two appointments or tears a session from its visit', async () => {
  await fc.assert(
    fc.asyncProperty(
      clinicDay,
      fc.array(act, { minLength: 4, maxLength: 24 }),
      async (its, steps) => {
        await openBranch()
        await keepHours(its)
        const day = await freshDay(its.timeZone)
        for (const step of steps) {
          await take(day, step).catch((error) => {
            if (!(error instanceof Refusal)) throw error
          })
        }
        expect([await overlapping(), await misclaimed(), await torn()]).toEqual([0, 0, 0])
      },
    ),
    { numRuns: isLong ? 300 : 15 },
  )
  for (const { name, differences } of await checkDerivedColumns(test.database)) {
    expect(`${name}: ${differences}`).toBe(`${name}: 0`)
  }
}, 600_000)

import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { getSettings } from '../../src/db/settings.ts'
import type { Actor } from '../../src/domain/access.ts'
import { addDays, timeOf } from '../../src/domain/dates.ts'
import { isFree } from '../../src/domain/slots.ts'
import { loadOpeningRules } from '../../src/use-cases/day-plans.ts'
import { useDatabase } from '../support/database.ts'
import { loadDayPlan } from '../support/day-plans.ts'
import {
  actorOf,
  clockAt,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  type TestBranch,
  TODAY,
} from '../support/factories.ts'
import { isLong } from '../support/long.ts'

const SLOT_MINS = 30
const EDGE_DAYS = isLong ? 365 : 12
const WHOLE_DAYS = isLong ? 3 : 1
const LAST_START = 1380

const test = useDatabase(clockAt(TODAY, '08:30'))
let branch: TestBranch
let actor: Actor
let customers: string[]

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch, 'admin')
  customers = await Promise.all(
    [0, 1, 2].map(async () => (await makeCustomer(test.clinic, branch)).id),
  )
})

const buffer = fc.constantFrom(0, 5, 10, 20)
const buffers = fc.record({
  staff_before_mins: buffer,
  staff_after_mins: buffer,
  room_before_mins: buffer,
  room_after_mins: buffer,
})
const who = fc.constantFrom('doctor' as const, 'therapist' as const, 'admin' as const)
const booking = fc.record({
  start: fc.integer({ min: 480, max: 1200 }),
  durationMins: fc.constantFrom(10, 25, 30, 45, 60),
  who,
  customer: fc.nat(2),
  room: fc.constantFrom('laser' as const, 'first' as const, null),
  isOverseen: fc.boolean(),
  buffers,
})
const day = fc.record({
  bookings: fc.array(booking, { minLength: 3, maxLength: 14 }),
  wanted: booking,
})

type Booking = (typeof booking extends fc.Arbitrary<infer T> ? T : never) & object

/** A row of it; who oversees is the doctor, where she does not carry it out herself. */
function rowOf(date: string, each: Booking) {
  return {
    customerId: customers[each.customer] ?? '',
    staffId: branch.people[each.who].id,
    supervisorId: each.isOverseen && each.who !== 'doctor' ? branch.people.doctor.id : null,
    roomId: each.room && branch.rooms[each.room],
    date,
    startTime: timeOf(each.start),
    durationMins: each.durationMins,
    buffers: each.buffers,
  }
}

/** Books what fits, straight into the table. */
async function fill(date: string, bookings: Booking[]): Promise<void> {
  for (const each of bookings) {
    await makeAppointment(test.clinic, branch, rowOf(date, each)).catch((error) => {
      if (error.constraint !== 'appointment_claims_no_overlap') throw error
    })
  }
}

/** Which of these starts the database takes; nothing of it stays. */
async function takenByDatabase(date: string, wanted: Booking, starts: number[]) {
  const row = rowOf(date, wanted)
  return insertAs(test.clinic, branch.id, async (trx) => {
    await sql`
      create or replace function pg_temp.is_taken(start integer) returns boolean
      language plpgsql as $function$
      begin
        insert into appointments (branch_id, customer_id, staff_id, supervisor_id, room_id,
          treatment_id, treatment_type, appointment_date, start_time, duration_mins, price,
          staff_before_mins, staff_after_mins, room_before_mins, room_after_mins)
        values (
          ${sql.lit(branch.id)}, ${sql.lit(row.customerId)}, ${sql.lit(row.staffId)},
          ${sql.lit(row.supervisorId)}, ${sql.lit(row.roomId)},
          ${sql.lit(branch.treatments.consultation)}, 'Consultation', ${sql.lit(date)},
          time '00:00' + make_interval(mins => start), ${sql.lit(row.durationMins)}, 800,
          ${sql.lit(row.buffers.staff_before_mins)}, ${sql.lit(row.buffers.staff_after_mins)},
          ${sql.lit(row.buffers.room_before_mins)}, ${sql.lit(row.buffers.room_after_mins)});
        raise exception 'it was free';
      exception
        when exclusion_violation then return true;
        when raise_exception then return false;
      end
      $function$
    `.execute(trx)
    const { rows } = await sql<{ start: number; isTaken: boolean }>`
      select start, pg_temp.is_taken(start) as "isTaken" from unnest(${starts}::int[]) as start
    `.execute(trx)
    return rows.filter((each) => each.isTaken).map((each) => each.start)
  })
}

async function takenByPlan(date: string, wanted: Booking, starts: number[]) {
  const reader = test.clinic.read(actor)
  const rules = await loadOpeningRules(reader, await getSettings(reader), date, date)
  const row = rowOf(date, wanted)
  const plan = await loadDayPlan(reader, rules, {
    date,
    staffId: row.staffId,
    customerId: row.customerId,
    supervisor: row.supervisorId ? { id: row.supervisorId, seats: 2 } : null,
    roomIds: row.roomId ? [row.roomId] : [],
    heldMins: {
      staffBeforeMins: row.buffers.staff_before_mins,
      staffAfterMins: row.buffers.staff_after_mins,
      roomBeforeMins: row.buffers.room_before_mins,
      roomAfterMins: row.buffers.room_after_mins,
    },
  })
  return starts.filter((start) => !isFree(plan, start, row.durationMins))
}

/** Each line of the grid, a minute before it and a minute after it. */
const EDGES = Array.from({ length: LAST_START / SLOT_MINS }, (_, index) => index * SLOT_MINS)
  .flatMap((line) => [line - 1, line, line + 1])
  .filter((start) => start >= 0)
const MINUTES = Array.from({ length: LAST_START }, (_, minute) => minute)

it('what is offered as free and what the database takes are the same', async () => {
  const seen = { taken: 0, asked: 0 }
  const days = fc.sample(day, { seed: 23, numRuns: EDGE_DAYS + WHOLE_DAYS })
  for (const [index, { bookings, wanted }] of days.entries()) {
    const date = addDays(TODAY, index)
    const starts = index < EDGE_DAYS ? EDGES : MINUTES
    await fill(date, bookings)
    const taken = await takenByDatabase(date, wanted, starts)
    expect({ date, taken: await takenByPlan(date, wanted, starts) }).toEqual({ date, taken })
    seen.taken += taken.length
    seen.asked += starts.length
  }
  // Or it would have proved little.
  expect(seen.taken).toBeGreaterThan(seen.asked / 20)
  expect(seen.taken).toBeLessThan(seen.asked * 0.8)
}, 600_000)

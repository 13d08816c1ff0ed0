import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { holdsTime, isOpen } from '../../src/db/appointment-conditions.ts'
import {
  APPOINTMENT_STATUSES,
  type AppointmentStatus,
  HOLDING_STATUSES,
  OPEN_STATUSES,
} from '../../src/domain/appointments.ts'
import { useDatabase } from '../support/database.ts'

const test = useDatabase()
const NOBODY = '00000000-0000-4000-8000-000000000001'

describe('the conditions on the status of an appointment', () => {
  it.each([
    ['isOpen', isOpen, OPEN_STATUSES],
    ['holdsTime', holdsTime, HOLDING_STATUSES],
  ])('%s means the same in SQL as in the domain', async (_, condition, statuses) => {
    const { rows } = await sql<{ status: AppointmentStatus; holds: boolean }>`
      select appointment.status, ${condition('appointment.status')} as holds
      from unnest(enum_range(null::appointment_status)) as appointment (status)
    `.execute(test.database.db)
    expect(rows).toHaveLength(APPOINTMENT_STATUSES.length)
    expect(rows.filter((row) => row.holds).map((row) => row.status)).toEqual(statuses)
  })

  it.each([
    ['isOpen', isOpen],
    ['holdsTime', holdsTime],
  ])('%s lets a prepared query use the index of booked sessions', async (_, condition) => {
    const plan = await test.database.db.transaction().execute(async (trx) => {
      await sql`
        set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan
      `.execute(trx)
      return trx
        .selectFrom('appointments as appointment')
        .select('appointment.id')
        .where('appointment.branch_id', '=', NOBODY)
        .where('appointment.session_id', '=', NOBODY)
        .where(condition('appointment.status'))
        .explain('json')
    })
    expect(JSON.stringify(plan)).toContain('"Index Name":"appointments_session_once"')
  })
})

import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { holdsSession, holdsTime, isOpen } from '../../src/db/appointment-conditions.ts'
import * as domain from '../../src/domain/appointments.ts'
import { useDatabase } from '../support/database.ts'

const test = useDatabase()
const NOBODY = '00000000-0000-4000-8000-000000000001'

describe('the conditions on the status of an appointment', () => {
  it.each([
    ['isOpen', isOpen, domain.isOpen],
    ['holdsTime', holdsTime, domain.holdsTime],
    ['holdsSession', holdsSession, domain.holdsTime],
  ])('%s says in SQL what the domain says', async (_, inSql, inDomain) => {
    const { rows } = await sql<{ status: domain.AppointmentStatus; holds: boolean }>`
      select appointment.status, ${inSql('appointment.status')} as holds
      from unnest(enum_range(null::appointment_status)) as appointment (status)
    `.execute(test.database.db)
    expect(rows).toHaveLength(domain.APPOINTMENT_STATUSES.length)
    expect(rows.filter((row) => row.holds !== inDomain(row.status))).toEqual([])
  })

  it.each([
    ['isOpen', isOpen],
    ['holdsSession', holdsSession],
  ])('%s lets the index of booked sessions serve a prepared query', async (_, condition) => {
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

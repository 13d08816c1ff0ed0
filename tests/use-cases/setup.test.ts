import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getSettings } from '../../src/db/settings.ts'
import { Conflict, NotFound } from '../../src/domain/errors.ts'
import { signIn } from '../../src/use-cases/logins.ts'
import { assertNotSetUp, type SetupInput, setUpClinic } from '../../src/use-cases/setup.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { countRows, requestContext } from '../support/factories.ts'

function wish(change: Partial<SetupInput> = {}, admin: Partial<SetupInput['admin']> = {}) {
  return {
    clinicName: "Asha's Skin & Hair",
    address: '14-B, MG Road, Bengaluru 560001',
    phone: '98100 55555',
    stateCode: '29',
    gstin: null,
    opens: '09:30',
    closes: '18:00',
    slotMins: 20,
    admin: {
      name: 'Dr. Asha Rao',
      email: 'Asha@Clinic.in',
      password: 'monsoon tea garden',
      ...admin,
    },
    ...change,
  }
}

describe('setUpClinic', () => {
  let test: TestDatabase

  beforeAll(async () => {
    test = await openTestDatabase()
  })
  afterAll(async () => {
    await test.close()
  })

  const setUp = (change?: Partial<SetupInput>, admin?: Partial<SetupInput['admin']>) =>
    setUpClinic(test.clinic, requestContext(), wish(change, admin))

  it('refuses what is wrong, beside its field, and saves nothing', async () => {
    const before = await countRows(test)
    const refused: [Partial<SetupInput>, Partial<SetupInput['admin']>, string, string][] = [
      [
        { phone: '12' },
        {},
        'phone',
        'Enter a phone number with 10 digits, or with + and the country code.',
      ],
      [{ opens: '18:00' }, {}, 'closes', 'Closing time must be after opening time.'],
      [{}, { password: 'short' }, 'password', 'Use at least 10 characters.'],
      [
        {},
        { password: 'asha@home 2026' },
        'password',
        'This password is easy to guess. Use a few words.',
      ],
    ]
    for (const [change, admin, path, message] of refused) {
      await expect(setUp(change, admin)).rejects.toMatchObject({ issues: [{ path, message }] })
    }
    await expect(setUp({ gstin: '27AABCL1234A1Z8' })).rejects.toMatchObject({
      issues: [{ path: 'gstin' }],
    })
    expect(await countRows(test)).toEqual(before)
  })

  it('makes the branch, its settings, hours and rates, and an admin who signs in', async () => {
    const { branchId } = await setUp({ gstin: ' 29aabcl1234a1z4 ' })
    const reader = test.clinic.read({ branchId })
    expect(await getSettings(reader)).toMatchObject({
      clinicName: "Asha's Skin & Hair",
      clinicPhone: '+919810055555',
      stateCode: '29',
      gstin: '29AABCL1234A1Z4',
      slotMins: 20,
      timeZone: 'Asia/Kolkata',
    })
    const hours = await reader
      .selectFrom('working_hours')
      .select(['weekday', 'opens', 'closes'])
      .orderBy('weekday')
      .execute()
    expect(hours).toEqual(
      [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: '09:30:00', closes: '18:00:00' })),
    )
    const rates = await reader
      .selectFrom('gst_rates')
      .select(['hsn_sac as code', 'gst_percent as percent'])
      .orderBy('hsn_sac')
      .execute()
    expect(rates).toEqual([
      { code: '3004', percent: '5.00' },
      { code: '3304', percent: '18.00' },
      { code: '3305', percent: '5.00' },
      { code: '9993', percent: '0.00' },
      { code: '9997', percent: '5.00' },
    ])
    const staff = await reader
      .selectFrom('staff')
      .innerJoin('staff_branches as member', 'member.staff_id', 'staff.id')
      .select(['name', 'email', 'initials', 'role', 'is_bookable as isBookable', 'position'])
      .execute()
    expect(staff).toEqual([
      {
        name: 'Dr. Asha Rao',
        email: 'asha@clinic.in',
        initials: 'AR',
        role: 'admin',
        isBookable: true,
        position: 1,
      },
    ])
    await signIn(test.clinic, requestContext(), {
      email: 'asha@clinic.in',
      password: 'monsoon tea garden',
      userAgent: null,
    })
    await expectRefusedSecond()
  })

  async function expectRefusedSecond(): Promise<void> {
    const before = await countRows(test)
    await expect(setUp({}, { email: 'second@clinic.in' })).rejects.toThrow(
      new Conflict('set_up', 'This clinic is already set up.'),
    )
    await expect(assertNotSetUp(test.clinic)).rejects.toThrow(new NotFound('page'))
    expect(await countRows(test)).toEqual(before)
  }
})

describe('two who set up at once', () => {
  let test: TestDatabase

  beforeAll(async () => {
    test = await openTestDatabase()
  })
  afterAll(async () => {
    await test.close()
  })

  it('make one clinic, audited as the program’s', async () => {
    await expect(assertNotSetUp(test.clinic)).resolves.toBeUndefined()
    const results = await Promise.allSettled([
      setUpClinic(test.clinic, requestContext(), wish({}, { email: 'first@clinic.in' })),
      setUpClinic(test.clinic, requestContext(), wish({}, { email: 'second@clinic.in' })),
    ])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = results.find((result) => result.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'set_up' })
    const entries = await test.database.db
      .selectFrom('audit_entries')
      .select(['table_name as table', 'actor_name as actor'])
      .where('action', '=', 'insert')
      .distinct()
      .execute()
    expect(entries.map((entry) => entry.table).sort()).toEqual([
      'branches',
      'gst_rates',
      'settings',
      'staff',
      'staff_branches',
      'working_hours',
    ])
    expect(entries.every((entry) => entry.actor === 'LinqsClinic')).toBe(true)
  })
})

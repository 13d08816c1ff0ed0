import { beforeAll, describe, expect, it } from 'vitest'
import { countCustomers, findCustomer, listCustomers } from '../../src/db/customers.ts'
import type { Actor } from '../../src/domain/access.ts'
import { type CustomerInput, seesClinicalNotes } from '../../src/domain/customers.ts'
import { addDays } from '../../src/domain/dates.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../../src/domain/errors.ts'
import { amendCustomer, createCustomer } from '../../src/use-cases/customers.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  clockAt,
  countRows,
  makeAppointment,
  makeBill,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  ROLES,
  somePhone,
  type TestBranch,
  TODAY,
  withKey,
} from '../support/factories.ts'

const test = useDatabase(clockAt(TODAY, '08:30'))
let branch: TestBranch
let other: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  other = await makeBranch(test.clinic, { name: 'Indiranagar' })
  actor = actorOf(branch)
})

/** A profile as it is typed, with nothing but a name and a phone. */
function typed(change: Partial<CustomerInput> = {}): CustomerInput {
  return {
    name: 'Priya Mehta',
    phone: somePhone(),
    reachedThroughId: null,
    email: null,
    gender: null,
    dateOfBirth: null,
    bloodType: null,
    address: null,
    stateCode: null,
    skinType: null,
    allergies: null,
    chiefConcern: null,
    notes: null,
    ...change,
  }
}

const FULL = {
  name: "Maeve O'Brien <3",
  email: 'maeve@mail.in',
  gender: 'female',
  dateOfBirth: '1997-04-15',
  bloodType: 'O+',
  address: 'Bandra, Mumbai 400050',
  stateCode: '27',
  skinType: 'Fair, burns',
  allergies: 'Latex',
  chiefConcern: 'Melasma',
  notes: 'Comes after 17:30.',
} as const

function stored(id: string) {
  return findCustomer(test.clinic.read(actor), id)
}

/** What is refused leaves no row behind, and no audit entry of one. */
async function expectRefused(act: () => Promise<unknown>, refusal: Error): Promise<void> {
  const before = await countRows(test)
  await expect(act()).rejects.toThrow(refusal)
  expect(await countRows(test)).toEqual(before)
}

const invalidAt = (path: string, message: string) => new Invalid([{ path, message }])

describe('createCustomer', () => {
  it('keeps what was typed, the phone as E.164', async () => {
    const { id } = await createCustomer(
      test.clinic,
      actor,
      typed({ ...FULL, phone: '098765 00001' }),
    )
    expect(await stored(id)).toMatchObject({ ...FULL, id, phone: '+919876500001' })
  })

  it('leaves an audit entry of who added her', async () => {
    const { id } = await createCustomer(test.clinic, actor, typed({ name: 'Audited' }))
    const entries = await auditOf(test, 'customers', id)
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({
      action: 'insert',
      actor: 'Meena Joshi',
      staffId: branch.people.receptionist.id,
      newValues: { name: 'Audited' },
    })
  })

  it('takes someone without a phone who is reached through another', async () => {
    const mother = await makeCustomer(test.clinic, branch, { name: 'Meera Iyer' })
    const { id } = await createCustomer(
      test.clinic,
      actor,
      typed({ name: 'Aanya Iyer', phone: null, reachedThroughId: mother.id }),
    )
    expect(await stored(id)).toMatchObject({
      phone: mother.phone,
      ownPhone: null,
      reachedThrough: 'Meera Iyer',
    })
  })

  it.each([
    [{ phone: null }, 'phone', 'Enter a mobile number, or choose a contact person.'],
    [
      { phone: '12345' },
      'phone',
      'Enter a phone number with 10 digits, or with + and the country code.',
    ],
    [
      { reachedThroughId: '11111111-1111-4111-8111-111111111111' },
      'phone',
      'Enter a phone or choose a contact person, not both.',
    ],
    [
      { phone: null, reachedThroughId: '11111111-1111-4111-8111-111111111111' },
      'reached_through_id',
      'Customer not found.',
    ],
  ])('refuses %j', async (change, path, message) => {
    await expectRefused(
      () => createCustomer(test.clinic, actor, typed(change)),
      invalidAt(path, message),
    )
  })

  it('refuses to reach her through someone who has no phone herself', async () => {
    const mother = await makeCustomer(test.clinic, branch, { name: 'Meera' })
    const child = await makeCustomer(test.clinic, branch, {
      name: 'Aanya',
      phone: null,
      reached_through_id: mother.id,
    })
    await expectRefused(
      () => createCustomer(test.clinic, actor, typed({ phone: null, reachedThroughId: child.id })),
      invalidAt('reached_through_id', 'Aanya has no phone number.'),
    )
  })

  it('refuses to reach her through a customer of another branch', async () => {
    const there = await makeCustomer(test.clinic, other)
    await expectRefused(
      () => createCustomer(test.clinic, actor, typed({ phone: null, reachedThroughId: there.id })),
      invalidAt('reached_through_id', 'Customer not found.'),
    )
  })

  it('refuses a phone that another has, and says who', async () => {
    const holder = await makeCustomer(test.clinic, branch, {
      name: 'First to come',
      phone: '+919876500002',
    })
    await expectRefused(
      () => createCustomer(test.clinic, actor, typed({ phone: '98765-00002' })),
      new Conflict('phone_taken', 'First to come has this phone number.', {
        path: 'phone',
        customer: { id: holder.id, name: 'First to come' },
      }),
    )
  })

  it('takes a phone that a customer of another branch has', async () => {
    await makeCustomer(test.clinic, other, { phone: '+919876500003' })
    await createCustomer(test.clinic, actor, typed({ phone: '9876500003' }))
  })

  it('gives one of two with the same phone to the first, when both come at once', async () => {
    const add = () => createCustomer(test.clinic, actor, typed({ phone: '9876500004' }))
    const results = await Promise.allSettled([add(), add()])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = results.find((result) => result.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'phone_taken' })
  })

  it('adds her once when the form is sent twice', async () => {
    const input = typed()
    const add = () => createCustomer(test.clinic, withKey(actor, 'new customer'), input)
    expect(await add()).toEqual(await add())
  })

  it.each(ROLES)('by a %s is as the table says', async (role) => {
    const add = createCustomer(test.clinic, actorOf(branch, role), typed())
    if (role === 'therapist') await expect(add).rejects.toThrow(Forbidden)
    else expect(await add).toHaveProperty('id')
  })
})

describe('amendCustomer', () => {
  it('keeps the whole profile as it is now, and says what changed', async () => {
    const { id, phone } = await makeCustomer(test.clinic, branch, { allergies: 'Nickel' })
    await amendCustomer(test.clinic, actor, id, typed({ ...FULL, phone }))
    expect(await stored(id)).toMatchObject({ ...FULL, phone })
    const entry = (await auditOf(test, 'customers', id)).at(-1)
    expect(entry).toMatchObject({ action: 'update', oldValues: { allergies: 'Nickel' } })
    expect(entry?.newValues).not.toHaveProperty('phone')
  })

  it('empties what was left empty', async () => {
    const { id, phone } = await makeCustomer(test.clinic, branch, { allergies: 'Nickel' })
    await amendCustomer(test.clinic, actor, id, typed({ phone }))
    expect(await stored(id)).toMatchObject({ allergies: null })
  })

  it('refuses a customer that is not there, or is of another branch', async () => {
    const there = await makeCustomer(test.clinic, other, { name: 'Theirs' })
    for (const id of ['11111111-1111-4111-8111-111111111111', there.id]) {
      await expectRefused(
        () => amendCustomer(test.clinic, actor, id, typed()),
        new NotFound('customer'),
      )
    }
  })

  it('refuses the phone of another', async () => {
    await makeCustomer(test.clinic, branch, { name: 'Holder', phone: '+919876500005' })
    const { id } = await makeCustomer(test.clinic, branch)
    await expect(
      amendCustomer(test.clinic, actor, id, typed({ phone: '9876500005' })),
    ).rejects.toThrow('Holder has this phone number.')
  })

  it('refuses to reach someone through herself', async () => {
    const { id } = await makeCustomer(test.clinic, branch)
    await expectRefused(
      () => amendCustomer(test.clinic, actor, id, typed({ phone: null, reachedThroughId: id })),
      invalidAt('reached_through_id', 'A customer can’t be their own contact person.'),
    )
  })

  it('refuses to take the phone from her through whom others are reached', async () => {
    const mother = await makeCustomer(test.clinic, branch)
    const aunt = await makeCustomer(test.clinic, branch)
    await makeCustomer(test.clinic, branch, { phone: null, reached_through_id: mother.id })
    await expectRefused(
      () =>
        amendCustomer(
          test.clinic,
          actor,
          mother.id,
          typed({ phone: null, reachedThroughId: aunt.id }),
        ),
      invalidAt('reached_through_id', 'This customer is the contact person for other customers.'),
    )
  })

  it('gives a child a phone of her own', async () => {
    const mother = await makeCustomer(test.clinic, branch)
    const child = await makeCustomer(test.clinic, branch, {
      phone: null,
      reached_through_id: mother.id,
    })
    await amendCustomer(test.clinic, actor, child.id, typed({ phone: '9876500006' }))
    expect(await stored(child.id)).toMatchObject({
      phone: '+919876500006',
      reachedThroughId: null,
    })
  })

  it.each(ROLES)('by a %s is as the table says', async (role) => {
    const { id, phone } = await makeCustomer(test.clinic, branch)
    const change = amendCustomer(test.clinic, actorOf(branch, role), id, typed({ phone }))
    if (role === 'therapist') await expect(change).rejects.toThrow(Forbidden)
    else expect(await change).toMatchObject({ id })
  })
})

describe('amendCustomer, of some fields', () => {
  it('refuses to save over what somebody else saved meanwhile', async () => {
    const { id } = await makeCustomer(test.clinic, branch)
    const seen = (await stored(id))?.version ?? ''
    await amendCustomer(test.clinic, actor, id, { allergies: 'Latex' }, seen)
    const late = amendCustomer(test.clinic, actor, id, { allergies: 'Nickel' }, seen)
    await expect(late).rejects.toMatchObject({ code: 'changed_meanwhile' })
    expect(await stored(id)).toMatchObject({ allergies: 'Latex' })
  })

  it('changes what is given and nothing else', async () => {
    const { id } = await createCustomer(test.clinic, actor, typed({ ...FULL }))
    const before = await stored(id)
    const answer = await amendCustomer(test.clinic, actor, id, { skinType: 'Oily', email: null })
    const after = await stored(id)
    expect(after).toEqual({ ...before, skinType: 'Oily', email: null, version: after?.version })
    expect(after?.version).not.toBe(before?.version)
    expect(answer).toEqual({ id })
    const entry = (await auditOf(test, 'customers', id)).at(-1)
    expect(entry?.newValues).toEqual({ skin_type: 'Oily', email: null })
  })

  it('lets two who change different things at once both succeed', async () => {
    const { id } = await makeCustomer(test.clinic, branch)
    await Promise.all([
      amendCustomer(test.clinic, actor, id, { skinType: 'Oily' }),
      amendCustomer(test.clinic, actor, id, { chiefConcern: 'Acne' }),
      amendCustomer(test.clinic, actor, id, { allergies: 'Latex' }),
    ])
    expect(await stored(id)).toMatchObject({
      skinType: 'Oily',
      chiefConcern: 'Acne',
      allergies: 'Latex',
    })
  })

  it('refuses to save over what was changed since the form was shown', async () => {
    const { id } = await makeCustomer(test.clinic, branch)
    const seen = (await stored(id))?.version ?? ''
    const change = (skinType: string, version: string) =>
      amendCustomer(test.clinic, actor, id, { skinType }, version)
    await change('Dry', seen)
    await change('Dry', (await stored(id))?.version ?? '')
    await expect(change('Oily', seen)).rejects.toThrow(
      /changed Skin type at \d\d:\d\d\. Save again\.$/,
    )
    await change('Oily', (await stored(id))?.version ?? '')
    expect(await stored(id)).toMatchObject({ skinType: 'Oily' })
  })

  it('puts a phone in the place of whom she was reached through, and back', async () => {
    const mother = await makeCustomer(test.clinic, branch)
    const { id } = await makeCustomer(test.clinic, branch)
    await amendCustomer(test.clinic, actor, id, { reachedThroughId: mother.id })
    expect(await stored(id)).toMatchObject({ ownPhone: null, phone: mother.phone })
    await amendCustomer(test.clinic, actor, id, { phone: '98765 00007' })
    expect(await stored(id)).toMatchObject({ ownPhone: '+919876500007', reachedThroughId: null })
  })

  it('refuses to take the phone away, and a phone that another has', async () => {
    await makeCustomer(test.clinic, branch, { name: 'Holder', phone: '+919876500008' })
    const { id } = await makeCustomer(test.clinic, branch)
    await expectRefused(
      () => amendCustomer(test.clinic, actor, id, { phone: null }),
      invalidAt('phone', 'Enter a mobile number, or choose a contact person.'),
    )
    await expect(
      amendCustomer(test.clinic, actor, id, { phone: '+91 98765 00008' }),
    ).rejects.toThrow('Holder has this phone number.')
  })

  it('refuses a customer of another branch', async () => {
    const there = await makeCustomer(test.clinic, other)
    await expectRefused(
      () => amendCustomer(test.clinic, actor, there.id, { skinType: 'Oily' }),
      new NotFound('customer'),
    )
  })

  it.each(ROLES)('by a %s is as the table says', async (role) => {
    const { id } = await makeCustomer(test.clinic, branch)
    const change = amendCustomer(test.clinic, actorOf(branch, role), id, { skinType: 'Dry' })
    if (role === 'therapist') await expect(change).rejects.toThrow(Forbidden)
    else expect(await change).toEqual({ id })
  })
})

describe('seesClinicalNotes', () => {
  it('is everybody but a reception that the clinic keeps out', () => {
    const who = (isSeen: boolean) => ROLES.filter((role) => seesClinicalNotes(role, isSeen))
    expect(who(true)).toEqual(ROLES)
    expect(who(false)).toEqual(['admin', 'doctor', 'therapist'])
  })
})

describe('listCustomers', () => {
  let place: TestBranch

  beforeAll(async () => {
    place = await makeBranch(test.clinic, { name: 'A branch with a list' })
    const add = (name: string, phone: string | null, reached?: string) =>
      makeCustomer(test.clinic, place, { name, phone, reached_through_id: reached ?? null })
    const priya = await add('Priya Mehta', '+919876543210')
    const anjali = await add('Anjali 100% Singh', '+918765432109')
    const neha = await add('neha_patel', '+913210555555')
    await add('Zoya', null, priya.id)
    await makeEnrollment(test.clinic, place, { customerId: priya.id })
    await makeEnrollment(test.clinic, place, { customerId: neha.id, sessions: 1, completed: 1 })
    await makeBill(test.clinic, place, { customerId: anjali.id, total: 100, number: 1 })
    await makeBill(test.clinic, place, { customerId: neha.id, total: 0, number: 2 })
    const visit = (customerId: string, date: string, status: 'completed' | 'cancelled') =>
      makeAppointment(test.clinic, place, { customerId, date, status })
    await visit(priya.id, addDays(TODAY, -90), 'completed')
    await visit(priya.id, addDays(TODAY, -1), 'cancelled')
    await visit(anjali.id, addDays(TODAY, -91), 'completed')
    await makeAppointment(test.clinic, place, {
      customerId: priya.id,
      date: addDays(TODAY, 7),
      status: 'confirmed',
    })
  })

  async function named(query: Partial<Parameters<typeof listCustomers>[1]>): Promise<string[]> {
    const { rows } = await listCustomers(test.clinic.read({ branchId: place.id }), {
      page: 1,
      limit: 20,
      today: TODAY,
      ...query,
    })
    return rows.map((row) => row.name)
  }

  it('finds a part of a name in any case, and a per cent or underscore as it stands', async () => {
    expect(await named({ search: 'MEH' })).toEqual(['Priya Mehta'])
    expect(await named({ search: '0%' })).toEqual(['Anjali 100% Singh'])
    expect(await named({ search: 'a_p' })).toEqual(['neha_patel'])
    expect(await named({ search: '%' })).toEqual(['Anjali 100% Singh'])
    expect(await named({ search: '\\' })).toEqual([])
  })

  it('finds digits anywhere in a phone, those that end it first', async () => {
    expect(await named({ search: '43210' })).toEqual(['Priya Mehta', 'Zoya', 'Anjali 100% Singh'])
    expect(await named({ search: '+91 98765' })).toEqual(['Priya Mehta', 'Zoya'])
  })

  it('shows the phone through which she is reached', async () => {
    const { rows } = await listCustomers(test.clinic.read({ branchId: place.id }), {
      search: 'zoya',
      page: 1,
      limit: 20,
      today: TODAY,
    })
    expect(rows).toMatchObject([{ phone: '+919876543210', reachedThrough: 'Priya Mehta' }])
  })

  it('has the last visit up to today and the active packages', async () => {
    const { rows } = await listCustomers(test.clinic.read({ branchId: place.id }), {
      page: 1,
      limit: 20,
      today: TODAY,
    })
    const shown = Object.fromEntries(
      rows.map((row) => [row.name, [row.lastVisit, row.activePackages]]),
    )
    expect(shown).toEqual({
      'Priya Mehta': [addDays(TODAY, -90), 1],
      'Anjali 100% Singh': [addDays(TODAY, -91), 0],
      neha_patel: [null, 0],
      Zoya: [null, 0],
    })
  })

  it('counts all of them, and of the others no more than it is asked to', async () => {
    const counts = await countCustomers(test.clinic.read({ branchId: place.id }), TODAY, 2)
    expect(counts).toEqual({ all: 4, 'in-package': 1, 'balance-due': 1, 'not-seen': 2 })
  })

  it('counts each filter as many as it lists', async () => {
    const counts = await countCustomers(test.clinic.read({ branchId: place.id }), TODAY, 100)
    expect(counts).toEqual({ all: 4, 'in-package': 1, 'balance-due': 1, 'not-seen': 3 })
    expect(await named({ filter: 'in-package' })).toEqual(['Priya Mehta'])
    expect(await named({ filter: 'balance-due' })).toEqual(['Anjali 100% Singh'])
    const notSeen = await named({ filter: 'not-seen' })
    expect(notSeen.sort()).toEqual(['Anjali 100% Singh', 'Zoya', 'neha_patel'])
  })

  it('comes in pages of one order, with the total on each, and beyond the last one too', async () => {
    const page = (page: number) =>
      listCustomers(test.clinic.read({ branchId: place.id }), { page, limit: 3, today: TODAY })
    const [first, second, third] = [await page(1), await page(2), await page(3)]
    expect([first.total, second.total, third.total]).toEqual([4, 4, 4])
    expect([first.rows.length, second.rows.length, third.rows.length]).toEqual([3, 1, 0])
    const names = [...first.rows, ...second.rows].map((row) => row.name)
    expect(new Set(names).size).toBe(4)
  })
})

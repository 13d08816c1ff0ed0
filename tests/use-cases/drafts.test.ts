import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { findDraft, findNewestDraft } from '../../src/db/drafts.ts'
import type { Actor } from '../../src/domain/access.ts'
import { Forbidden, Invalid } from '../../src/domain/errors.ts'
import { discardDraft, removeOldDrafts, saveDraft } from '../../src/use-cases/drafts.ts'
import { systemActor } from '../../src/use-cases/signed-in.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  insertAs,
  makeBranch,
  requestContext,
  type TestBranch,
} from '../support/factories.ts'

const test = useDatabase()
let branch: TestBranch
let reception: Actor
let doctor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  reception = actorOf(branch, 'receptionist')
  doctor = actorOf(branch, 'doctor')
})

const FORM = { form: '/customers/new', fields: 'name=Neha' }

function save(actor: Actor, change: Partial<Parameters<typeof saveDraft>[2]> = {}) {
  return saveDraft(test.clinic, actor, { id: null, ...FORM, ...change })
}

function read(actor: Actor, id: string) {
  return findDraft(test.clinic.read(actor), actor.staffId ?? '', id)
}

async function countOf({ staffId }: Actor): Promise<number> {
  const { rows } = await test.database.pool.query('select 1 from drafts where staff_id = $1', [
    staffId,
  ])
  return rows.length
}

describe('saveDraft', () => {
  it('keeps what was typed, and replaces it as more is typed', async () => {
    const { id, savedAt } = await save(reception)
    expect(await read(reception, id)).toMatchObject({ ...FORM, savedAt })
    const again = await save(reception, { id, fields: 'name=Neha+Patel' })
    expect(again.id).toBe(id)
    expect(await read(reception, id)).toMatchObject({ fields: 'name=Neha+Patel' })
  })

  it('shows a draft only to the person who typed it', async () => {
    const { id } = await save(reception)
    expect(await read(doctor, id)).toBeUndefined()
    const newest = await findNewestDraft(test.clinic.read(doctor), doctor.staffId ?? '', FORM.form)
    expect(newest).toBeUndefined()
  })

  it('never writes over the draft of a colleague', async () => {
    const { id } = await save(reception)
    const other = await save(doctor, { id, fields: 'name=Someone+else' })
    expect(other.id).not.toBe(id)
    expect(await read(reception, id)).toMatchObject(FORM)
  })

  it('keeps the newest twenty of a person', async () => {
    for (let count = 0; count < 25; count++) await save(reception)
    expect(await countOf(reception)).toBe(20)
  })

  it('refuses more than any form holds', async () => {
    const before = await countOf(reception)
    await expect(save(reception, { fields: 'x'.repeat(100_001) })).rejects.toThrow(Invalid)
    expect(await countOf(reception)).toBe(before)
  })
})

describe('discardDraft', () => {
  it('deletes the person’s own draft and nobody else’s', async () => {
    const { id } = await save(reception)
    await discardDraft(test.clinic, doctor, id)
    expect(await read(reception, id)).toBeDefined()
    await discardDraft(test.clinic, reception, id)
    expect(await read(reception, id)).toBeUndefined()
  })
})

describe('removeOldDrafts', () => {
  it('deletes drafts that were left for a week', async () => {
    const [old, young] = [randomUUID(), randomUUID()]
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
    const row = { staff_id: doctor.staffId ?? '', ...FORM, saved_at: new Date() }
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .insertInto('drafts')
        .values([
          { ...row, id: old, changed_at: daysAgo(8) },
          { ...row, id: young, changed_at: daysAgo(6) },
        ])
        .execute(),
    )
    const system = systemActor(requestContext({ door: 'job', ip: null }), branch.id)
    expect(await removeOldDrafts(test.clinic, system)).toBe(1)
    expect([await read(doctor, old), await read(doctor, young)]).toEqual([
      undefined,
      expect.objectContaining(FORM),
    ])
  })

  it('is not for people', async () => {
    await expect(removeOldDrafts(test.clinic, reception)).rejects.toThrow(Forbidden)
  })
})

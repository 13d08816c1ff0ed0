import { beforeAll, describe, expect, it } from 'vitest'
import { findAppointment } from '../../../src/db/appointments.ts'
import { type Browser, browserAs, formKeyOf, type Page, textOf, useApp } from '../../support/app.ts'
import {
  clockAt,
  makeAppointment,
  makeBranch,
  makeCustomer,
  type TestBranch,
  TODAY,
  workingDaysAfter,
} from '../../support/factories.ts'
import { entriesOf, formOf } from '../../support/form-fields.ts'
import { parseHtml, select } from '../../support/html.ts'

const test = useApp({ clock: clockAt(TODAY, '08:30') })
let branch: TestBranch
let reception: Browser
let doctor: Browser

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  reception = await browserAs(test, branch, 'receptionist')
  doctor = await browserAs(test, branch, 'doctor')
})

const freshDay = workingDaysAfter('2026-03-31')

async function booked(): Promise<string> {
  const { id: customerId } = await makeCustomer(test.clinic, branch)
  return makeAppointment(test.clinic, branch, { customerId, date: freshDay(), startTime: '10:00' })
}

async function stored(id: string) {
  const row = await findAppointment(test.clinic.read({ branchId: branch.id }), id)
  if (!row) throw new Error(`no appointment ${id}`)
  return row
}

/** The fields of the form that moves an appointment. */
function fieldsOf(page: Page): Record<string, string> {
  const root = parseHtml(page.html)
  const [field] = select(root, '[name="duration"]')
  const form = field && formOf(root, field)
  if (!form) throw new Error('no form to move an appointment')
  return Object.fromEntries(entriesOf(root, form))
}

async function openMove(id: string, browser: Browser): Promise<Record<string, string>> {
  return fieldsOf(await browser.get(`/appointments/${id}/edit`))
}

const save = (id: string, fields: Record<string, string>, browser: Browser) =>
  browser.post(`/appointments/${id}`, fields)

describe('an appointment that two desks have open', () => {
  it('keeps the move of one and the note of the other, and says who moved it', async () => {
    const id = await booked()
    const mine = await openMove(id, reception)
    const theirs = await openMove(id, doctor)
    expect((await save(id, { ...theirs, time: '15:00' }, doctor)).status).toBe(303)
    const answer = await save(id, { ...mine, notes: 'By the window' }, reception)
    expect(answer.status).toBe(303)
    expect(await stored(id)).toMatchObject({ startTime: '15:00', notes: 'By the window' })
    const page = await reception.get(answer.headers.get('Location') ?? '')
    const said = textOf(page.html)
    expect(said).toContain(`${branch.people.doctor.name} changed Time to “15:00” at `)
  })

  it('shows both times where both moved it, and moves nothing', async () => {
    const id = await booked()
    const mine = await openMove(id, reception)
    const theirs = await openMove(id, doctor)
    await save(id, { ...theirs, time: '15:00' }, doctor)
    const refused = await save(id, { ...mine, time: '16:30' }, reception)
    expect(refused.status).toBe(409)
    expect(textOf(refused.html)).toContain('Keep “15:00”')
    expect(fieldsOf(refused).time).toBe('16:30')
    expect(await stored(id)).toMatchObject({ startTime: '15:00' })

    const again = fieldsOf(refused)
    expect(again.form_key).toBe(formKeyOf(refused.html, `/appointments/${id}`))
    expect((await save(id, { ...again, take: 'time', notes: 'Called' }, reception)).status).toBe(
      303,
    )
    expect(await stored(id)).toMatchObject({ startTime: '15:00', notes: 'Called' })
  })

  it('is moved to the own time when that is saved again', async () => {
    const id = await booked()
    const mine = await openMove(id, reception)
    await save(id, { ...(await openMove(id, doctor)), time: '15:00' }, doctor)
    const refused = await save(id, { ...mine, time: '16:30' }, reception)
    expect((await save(id, fieldsOf(refused), reception)).status).toBe(303)
    expect(await stored(id)).toMatchObject({ startTime: '16:30' })
  })

  it('stays where the other desk put it when nothing was changed here', async () => {
    const id = await booked()
    const mine = await openMove(id, reception)
    await save(id, { ...(await openMove(id, doctor)), time: '15:00' }, doctor)
    await save(id, mine, reception)
    expect(await stored(id)).toMatchObject({ startTime: '15:00' })
  })
})

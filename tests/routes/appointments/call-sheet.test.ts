import { beforeAll, describe, expect, it } from 'vitest'
import { findAppointment } from '../../../src/db/appointments.ts'
import {
  attributeOf,
  type Browser,
  browserAs,
  type Page,
  tagsOf,
  textOf,
  useApp,
} from '../../support/app.ts'
import {
  actorOf,
  clockAt,
  makeAppointment,
  makeBill,
  makeBranch,
  makeCustomer,
  type TestBranch,
  TODAY,
  workingDaysAfter,
} from '../../support/factories.ts'

const test = useApp({ clock: clockAt(TODAY, '11:20') })
const freshDay = workingDaysAfter(TODAY)
let branch: TestBranch
let reception: Browser

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  reception = await browserAs(test, branch, 'receptionist')
})

/** A day with two people to call. */
async function twoToCall() {
  const date = freshDay()
  const mother = await makeCustomer(test.clinic, branch, { name: 'Meera Iyer' })
  const child = await makeCustomer(test.clinic, branch, {
    name: 'Aanya Iyer',
    phone: null,
    reached_through_id: mother.id,
  })
  const [first, second] = await Promise.all(
    [mother, child].map(({ id: customerId }, index) =>
      makeAppointment(test.clinic, branch, { customerId, date, startTime: `1${index}:00` }),
    ),
  )
  const address = `/appointments/to-confirm?date=${date}`
  const show = async (by = reception) => (await by.get(address)).html
  return { date, address, mother, child, first: first ?? '', second: second ?? '', show }
}

/** The rows of the sheet as their words, without buttons. */
function rowsOf(html: string): string[] {
  return html
    .split('<tr data-row="true">')
    .slice(1)
    .map((row) => textOf(row.split('class="num no-print')[0] ?? '').replace(/ <td$/, ''))
}

/** The id of the appointment that U leads to. */
function leadOf({ html }: Pick<Page, 'html'>): string | undefined {
  const lead = tagsOf(html, 'button').find((tag) => attributeOf(tag, 'data-lead') === 'true')
  return lead && attributeOf(lead, 'id')?.replace('confirm-', '')
}

describe('the call sheet', () => {
  it('has for each person the phone to call, treatment, staff and balance', async () => {
    const { mother, show } = await twoToCall()
    await makeBill(test.clinic, branch, { customerId: mother.id, total: 2400, number: 1 })
    const html = await show()
    const calls = tagsOf(html, 'a').filter((tag) => attributeOf(tag, 'href')?.startsWith('tel:'))
    expect(new Set(calls.map((tag) => attributeOf(tag, 'href')))).toEqual(
      new Set([`tel:${mother.phone}`]),
    )
    expect(rowsOf(html)).toEqual([
      expect.stringMatching(/^10:00 Meera Iyer .* Consultation .* Dr\. Kapoor ₹2,400/),
      expect.stringMatching(/^11:00 Aanya Iyer .* contact: Meera Iyer Consultation .* —/),
    ])
  })

  it('shows a therapist no balance', async () => {
    const { mother, show } = await twoToCall()
    await makeBill(test.clinic, branch, { customerId: mother.id, total: 2400, number: 2 })
    const html = await show(await browserAs(test, branch, 'therapist'))
    expect(rowsOf(html)).toHaveLength(2)
    expect(html).not.toContain('₹')
    expect(textOf(html)).not.toContain('Due')
  })

  it('counts down until all are confirmed', async () => {
    const { address, first, second, show } = await twoToCall()
    expect(textOf(await show())).toContain('2 left of 2')
    const confirm = (id: string) =>
      reception.postAndFollow(`/appointments/${id}/steps`, { step: 'confirm', back: address })
    expect(textOf((await confirm(first)).html)).toContain('1 left of 2')
    const day = textOf((await confirm(second)).html)
    expect(day).toMatch(/All confirmed for (tomorrow|\w{3} \d+ \w{3})\./)
  })

  it('says so when the day has no appointments', async () => {
    const { html } = await reception.get('/appointments/to-confirm?date=2027-06-01')
    expect(textOf(html)).toContain('No appointments for Tue 1 Jun 2027.')
  })

  it('keeps a call without an answer, and leads to the next person', async () => {
    const { address, first, second, mother } = await twoToCall()
    expect(leadOf(await reception.get(address))).toBe(first)
    const path = `/appointments/${first}/calls`
    const page = await reception.postAndFollow(path, { outcome: 'no-answer', back: address })
    expect(rowsOf(page.html)[0]).toContain('No answer 11:20 · Meena')
    expect(textOf(page.html)).toContain(`${mother.name}: no answer. Undo`)
    expect(leadOf(page)).toBe(second)
    const appointment = await findAppointment(test.clinic.read(actorOf(branch)), first)
    expect(appointment?.status).toBe('scheduled')

    const undo = tagsOf(page.html, 'input').find((tag) => attributeOf(tag, 'name') === 'undo')
    const fields = { undo: attributeOf(undo ?? '', 'value') ?? '', back: address }
    const after = await reception.postAndFollow(path, fields)
    expect(rowsOf(after.html)[0]).not.toContain('No answer')
    expect(leadOf(after)).toBe(first)
    expect(textOf((await reception.postAndFollow(path, fields)).html)).toContain(
      'There is nothing to undo.',
    )
  })

  it('says what another desk did when the appointment is no longer open', async () => {
    const { address, first, mother } = await twoToCall()
    const cancel = { step: 'cancel', cancel_reason: 'Customer asked', back: address }
    await reception.post(`/appointments/${first}/steps`, cancel)
    const path = `/appointments/${first}/calls`
    const page = await reception.postAndFollow(path, { outcome: 'call-later', back: address })
    expect(textOf(page.html)).toContain(`${mother.name}’s appointment is now cancelled.`)
  })

  it('refuses an outcome that there is not', async () => {
    const { address, first } = await twoToCall()
    const path = `/appointments/${first}/calls`
    const page = await reception.postAndFollow(path, { outcome: 'shouted', back: address })
    expect(textOf(page.html)).toContain('There is no such outcome.')
    expect(rowsOf(page.html)[0]).not.toContain('11:20')
  })

  it('answers htmx with the sheet, the panel or its list alone', async () => {
    const { address } = await twoToCall()
    const part = async (id: string) =>
      (await reception.get(address, { 'HX-Request': 'true', 'HX-Target': `div#${id}` })).html
    expect(await part('call-sheet')).toMatch(/^<section id="call-sheet"/)
    expect(await part('panel')).toMatch(/^<div class="panel-head"/)
    expect(await part('to-confirm')).toMatch(/^<div id="to-confirm"/)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
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
  clockAt,
  countRows,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  type TestBranch,
  TODAY,
} from '../../support/factories.ts'

const test = useApp({ clock: clockAt(TODAY, '08:30') })
const NOBODY = '00000000-0000-4000-8000-000000000000'
let branch: TestBranch
let reception: Browser

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  reception = await browserAs(test, branch, 'receptionist')
})

function fieldIn(page: Page, name: string): string {
  const tag = ['input', 'select']
    .flatMap((element) => tagsOf(page.html, element))
    .find((each) => attributeOf(each, 'name') === name)
  return tag ?? ''
}

/** The message that stands beside a field. */
function messageAt(page: Page, name: string): string {
  const ids = (attributeOf(fieldIn(page, name), 'aria-describedby') ?? '').split(' ')
  const id = ids.find((each) => each.endsWith('-error')) ?? 'none'
  return textOf(`<p ${page.html.split(`id="${id}"`)[1]?.split('</p>')[0] ?? ''}`)
}

/** Posts a form that must come back: its title says so and nothing is saved. */
async function refused(path: string, fields: Record<string, string>, status: number) {
  const before = await countRows(test)
  const page = await reception.post(path, { form_key: crypto.randomUUID(), ...fields })
  expect(page.status, textOf(page.html)).toBe(status)
  expect(page.html).toMatch(/<title>Error: /)
  expect(await countRows(test)).toEqual(before)
  return page
}

describe('leave that is refused', () => {
  const path = '/appointments/leave'

  it('says at each field what is wrong, and keeps what was typed', async () => {
    const page = await refused(path, { starts_on: 'someday', reason: 'Wedding' }, 422)
    expect(messageAt(page, 'starts_on')).toContain('Enter the first day of leave, like 5 Mar.')
    expect(attributeOf(fieldIn(page, 'starts_on'), 'value')).toBe('someday')
    expect(attributeOf(fieldIn(page, 'reason'), 'value')).toBe('Wedding')
  })

  it('tells of a person that is not there at the field of people and rooms', async () => {
    const page = await refused(path, { who: `staff:${NOBODY}`, starts_on: '5 mar' }, 422)
    expect(messageAt(page, 'who')).toContain('Choose a person, a room or a machine.')
  })
})

describe('an entry of the waiting list that is refused', () => {
  const path = '/appointments/waiting'

  it('asks at the customer which one is meant, and keeps what was typed', async () => {
    await makeCustomer(test.clinic, branch, { name: 'Kavya Nair' })
    await makeCustomer(test.clinic, branch, { name: 'Kavya Menon' })
    const treatment_id = branch.treatments.consultation
    const page = await refused(path, { customer: 'kavya', treatment_id, notes: 'Evenings' }, 422)
    expect(messageAt(page, 'customer')).toContain('Several customers match: choose one.')
    expect(textOf(page.html)).toMatch(/Kavya Menon.*Kavya Nair/)
    expect(attributeOf(fieldIn(page, 'notes'), 'value')).toBe('Evenings')
  })
})

describe('the waiting list', () => {
  const path = '/appointments/waiting'

  it('says everything that is missing at once', async () => {
    const page = await refused(path, { customer: '', treatment_id: '', from_date: 'soon' }, 422)
    expect(messageAt(page, 'customer')).toContain('Choose a customer.')
    expect(messageAt(page, 'treatment_id')).toContain('Choose a treatment.')
    expect(messageAt(page, 'from_date')).toContain('Enter a date like 5 Mar')
  })

  it('takes the last days that the calendar has', async () => {
    const { id, name } = await makeCustomer(test.clinic, branch, { name: 'Patient indeed' })
    const answer = await reception.post(path, {
      customer: name,
      customer_id: id,
      treatment_id: branch.treatments.consultation,
      from_date: '31/12/2199',
    })
    expect(answer.status).toBe(303)
    const list = textOf((await reception.get(path)).html)
    expect(list).toContain('Tue 31 Dec 2199')
    const freed = `date=0000-01-01&time=10:00&staff_id=${branch.people.doctor.id}&duration=30`
    expect((await reception.get(`${path}?${freed}`)).status).toBe(200)
  })
})

describe('moving what a leave affects', () => {
  it.each(['2026-02-30 10:00', '9999-12-31 10:00', '0000-00-00 00:00', '2026-05-08 99:99'])(
    'refuses all when one new time is none: %j',
    async (bad) => {
      const { id: customerId } = await makeCustomer(test.clinic, branch)
      const on = (startTime: string) =>
        makeAppointment(test.clinic, branch, { customerId, date: '2026-05-07', startTime })
      const [first, second] = [await on('10:00'), await on('11:00')]
      const leave = { who: `staff:${branch.people.doctor.id}`, starts_on: '2026-05-07' }
      const saved = await reception.post('/appointments/leave', leave)
      const address = saved.headers.get('Location') ?? ''
      const moves = { move: 'all', [`to_${first}`]: '2026-05-08 15:00', [`to_${second}`]: bad }
      const before = await countRows(test)
      const page = await reception.post(`${address}/moves`, moves)
      expect(page.status).toBe(422)
      expect(await countRows(test)).toEqual(before)
      const left = textOf((await reception.get(address)).html)
      expect(left.match(/Thu 7 May 1[01]:00/g)?.length).toBeGreaterThanOrEqual(2)
      await reception.post(`${address}/end`, {})
      for (const appointment of [first, second]) {
        await reception.post(`/appointments/${appointment}/steps`, {
          step: 'cancel',
          cancel_reason: 'Customer asked',
        })
      }
    },
  )

  it('asks before all are moved, and then lists whom to tell', async () => {
    const people = await Promise.all(
      ['Sana Mirza', 'Jyoti Rao'].map((name) => makeCustomer(test.clinic, branch, { name })),
    )
    for (const [index, { id: customerId }] of people.entries()) {
      const startTime = `1${index}:00`
      await makeAppointment(test.clinic, branch, { customerId, date: '2026-05-14', startTime })
    }
    const leave = { who: `staff:${branch.people.doctor.id}`, starts_on: '2026-05-14' }
    const saved = await reception.post('/appointments/leave', leave)
    const address = saved.headers.get('Location') ?? ''
    const page = await reception.get(address)
    expect(page.html).toContain('href="tel:')
    expect(page.html).not.toContain('value="all"')
    const asking = await reception.get(`${address}?ask=all`)
    expect(textOf(asking.html)).toContain('Tell 2 customers: Sana Mirza, Jyoti Rao.')
    const fields = Object.fromEntries(
      tagsOf(asking.html, 'input').map((tag) => [
        attributeOf(tag, 'name') ?? '',
        attributeOf(tag, 'value') ?? '',
      ]),
    )
    const done = await reception.postAndFollow(`${address}/moves`, { ...fields, move: 'all' })
    const words = textOf(done.html)
    expect(words).toContain('2 appointments moved.')
    expect(words).toContain('Tell 2 customers about their new time')
    expect(done.html).toContain('value="appointment_moved"')
  })
})

describe('a course that is refused', () => {
  it('says 409 at the visit that clashes, and proposes another time for that one alone', async () => {
    const customer = await makeCustomer(test.clinic, branch, { name: 'Of the course' })
    const other = await makeCustomer(test.clinic, branch, { name: 'There already' })
    const { id, sessionIds } = await makeEnrollment(test.clinic, branch, {
      customerId: customer.id,
      sessions: 2,
    })
    await makeAppointment(test.clinic, branch, { customerId: other.id, date: '2026-04-16' })
    const fields = {
      staff_id: branch.people.doctor.id,
      'visits.0.session_id': sessionIds[0] ?? '',
      'visits.0.date': '14 apr',
      'visits.0.time': '10',
      'visits.1.session_id': sessionIds[1] ?? '',
      'visits.1.date': '16 apr',
      'visits.1.time': '10:00',
    }
    const path = `/customers/${customer.id}/packages/${id}/course`
    const page = await refused(path, fields, 409)
    expect(messageAt(page, 'visits.1.time')).toContain('Session 2:')
    expect(attributeOf(fieldIn(page, 'visits.0.date'), 'value')).toBe('14 apr')
    expect(attributeOf(fieldIn(page, 'visits.0.time'), 'value')).toBe('10')
    expect(attributeOf(fieldIn(page, 'visits.1.time'), 'value')).not.toBe('10:00')
  })
})

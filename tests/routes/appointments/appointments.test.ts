import { beforeAll, describe, expect, it } from 'vitest'
import { findAppointment } from '../../../src/db/appointments.ts'
import { insertHolidays } from '../../../src/db/availability.ts'
import { listBookableStaff } from '../../../src/db/staff.ts'
import { parsePhone } from '../../../src/domain/phone.ts'
import {
  attributeOf,
  type Browser,
  browserAs,
  formKeyOf,
  type Page,
  tagsOf,
  textOf,
  useApp,
} from '../../support/app.ts'
import {
  auditOf,
  clockAt,
  countRows,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeTreatment,
  type TestBranch,
  TODAY,
  workingDaysAfter,
} from '../../support/factories.ts'

const clock = clockAt(TODAY, '08:30')
const test = useApp({ clock })
let branch: TestBranch
let reception: Browser
let doctor: string

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  doctor = branch.people.doctor.id
  reception = await browserAs(test, branch, 'receptionist')
})

/** A working day that no other test books on. */
const freshDay = workingDaysAfter('2026-03-31')

/** What the booking form sends for a consultation of the doctor at ten. */
async function wish(change: Record<string, string> = {}): Promise<Record<string, string>> {
  const customer = await makeCustomer(test.clinic, branch)
  return {
    form_key: crypto.randomUUID(),
    customer: customer.name,
    customer_id: customer.id,
    treatment: branch.treatments.consultation,
    staff_id: doctor,
    room_id: '',
    date: change.date ?? freshDay(),
    time: '10:00',
    duration: '',
    notes: '',
    ...change,
  }
}

async function stored(id: string) {
  const row = await findAppointment(test.clinic.read({ branchId: branch.id }), id)
  if (!row) throw new Error(`no appointment ${id}`)
  return row
}

/** The id in an address such as `/appointments?focus=…` or `/appointments/…`. */
function idIn(page: Page): string {
  return /[0-9a-f-]{36}/.exec(page.headers.get('Location') ?? '')?.[0] ?? ''
}

async function book(change: Record<string, string> = {}): Promise<string> {
  const answer = await reception.post('/appointments', await wish(change))
  expect(answer.status, textOf(answer.html)).toBe(303)
  return idIn(answer)
}

function labelsOf(html: string): string[] {
  return tagsOf(html, 'a')
    .filter((tag) => attributeOf(tag, 'class') === 'cell')
    .map((tag) => attributeOf(tag, 'aria-label') ?? '')
}

describe('the day view', () => {
  it.each(['doctor', 'therapist', 'receptionist'] as const)(
    'shows a %s the columns in their order, the own one first',
    async (role) => {
      const page = await (await browserAs(test, branch, role)).get('/appointments?view=day')
      const shown = tagsOf(page.html, 'a')
        .map((tag) => /^toggle-(.+)$/.exec(attributeOf(tag, 'id') ?? '')?.[1])
        .filter((id) => id !== undefined)
      const { doctor: first, therapist: second } = branch.people
      const both = role === 'therapist' ? [second.id, first.id] : [first.id, second.id]
      expect(shown.filter((id) => both.includes(id))).toEqual(both)
    },
  )
})

describe('GET /appointments', () => {
  it('is a grid of the week with a cell for each slot that anyone has free', async () => {
    const page = await reception.get('/appointments?date=2026-03-16')
    expect(tagsOf(page.html, 'table')[0]).toContain('role="grid"')
    const labels = labelsOf(page.html)
    expect(labels).toContain('Mon 16 Mar, 09:00, free')
    expect(labels).toContain('Sat 21 Mar, 18:30, free')
    expect(labels.filter((label) => label.includes('13:'))).toEqual([])
    expect(labels.filter((label) => label.startsWith('Sun'))).toEqual([])
    expect(labels).toHaveLength(6 * 18)
  })

  it('has a column for each person in the day, and each free cell opens the form filled in', async () => {
    const date = freshDay()
    await makeAppointment(test.clinic, branch, {
      customerId: (await makeCustomer(test.clinic, branch, { name: 'Ritika Joshi' })).id,
      date,
      startTime: '10:00',
    })
    const page = await reception.get(`/appointments?view=day&date=${date}`)
    const labels = labelsOf(page.html)
    expect(labels.filter((label) => label.includes(', 10:00, '))).toEqual([
      'Wed 1 Apr, 10:00, Dr. Reena, free',
      'Wed 1 Apr, 10:00, Nisha, free',
    ])
    const cell = tagsOf(page.html, 'a').find((tag) => tag.includes('10:30, Dr. Kapoor, free'))
    const form = await reception.get(attributeOf(cell ?? '', 'href') ?? '')
    expect(textOf(form.html)).toContain('Book appointment')
    expect(fieldIn(form.html, 'time')).toBe('10:30')
    expect(fieldIn(form.html, 'date')).toBe('Wed 1 Apr')
    expect(selectedIn(form.html, 'staff_id')).toBe(doctor)
    expect(page.html).toContain(
      'title="Wed 1 Apr, 10:00–10:30, Ritika Joshi, Consultation, Dr. Kapoor, scheduled"',
    )
  })

  it('offers no time that has passed', async () => {
    clock.set(TODAY, '11:15')
    const labels = labelsOf((await reception.get(`/appointments?view=day&date=${TODAY}`)).html)
    clock.set(TODAY, '08:30')
    expect(labels[0]).toBe('Tue 3 Mar, 11:30, Dr. Reena, free')
    const past = await reception.get('/appointments?view=day&date=2026-03-02')
    expect(labelsOf(past.html)).toEqual([])
  })

  it('draws leave, holidays and the time around an appointment, each in words', async () => {
    const date = '2026-03-20'
    await insertAs(test.clinic, branch.id, async (trx) => {
      const leave = { staff_id: doctor, reason: 'Dentist' }
      const span = { starts_on: date, starts_at: '09:00', ends_on: date, ends_at: '10:00' }
      await trx
        .insertInto('leave')
        .values({ ...leave, ...span })
        .execute()
      await insertHolidays(trx, [{ date: '2026-03-21', name: 'Ugadi' }])
    })
    await makeAppointment(test.clinic, branch, {
      customerId: (await makeCustomer(test.clinic, branch, { name: 'Gauri Naik' })).id,
      date,
      startTime: '15:00',
      buffers: { staff_after_mins: 15 },
    })
    const day = (await reception.get(`/appointments?view=day&date=${date}`)).html
    expect(day).toContain('On leave: Dentist')
    expect(day).toContain('title="Held for Gauri Naik, 15:30–15:45"')
    const week = (await reception.get(`/appointments?view=week&date=${date}`)).html
    expect(week).toContain('title="On leave: Dr. Kapoor"')
    expect(week).toContain('Holiday: Ugadi')
  })

  it('draws what a doctor oversees at the edge of her column, which stays free', async () => {
    const date = freshDay()
    const customer = await makeCustomer(test.clinic, branch, { name: 'Isha Verma' })
    const staff_id = branch.people.therapist.id
    await book({
      date,
      customer: 'Isha Verma',
      customer_id: customer.id,
      staff_id,
      supervisor_id: doctor,
    })
    const { html } = await reception.get(`/appointments?view=day&date=${date}`)
    const [overseen = ''] = tagsOf(html, 'a').filter((tag) => tag.includes('id="overseen-'))
    expect(attributeOf(overseen, 'title')).toMatch(
      /^Supervising: .* 10:00–10:30, Isha Verma, Consultation, Nisha, supervised by Dr\. Kapoor, scheduled$/,
    )
    expect(labelsOf(html).filter((label) => label.includes(', 10:00, '))).toEqual([
      expect.stringContaining('Dr. Reena, free'),
      expect.stringContaining('Dr. Kapoor, free'),
    ])
  })

  it('puts the own column of a therapist first', async () => {
    const columnsFor = async (role: 'receptionist' | 'therapist') => {
      const browser = await browserAs(test, branch, role)
      const { html } = await browser.get(`/appointments?view=day&date=${freshDay()}`)
      return labelsOf(html)
        .filter((label) => label.includes(', 10:00, '))
        .map((label) => /Dr\. Reena|Dr\. Kapoor|Nisha/.exec(label)?.[0])
    }
    expect(await columnsFor('receptionist')).toEqual(['Dr. Reena', 'Dr. Kapoor', 'Nisha'])
    expect(await columnsFor('therapist')).toEqual(['Nisha', 'Dr. Reena', 'Dr. Kapoor'])
  })

  it('has links to the other views, days and today', async () => {
    const { html } = await reception.get('/appointments?view=day&date=2026-03-16')
    for (const href of [
      'view=week&amp;date=2026-03-16',
      'view=list&amp;date=2026-03-16',
      'view=day&amp;date=2026-03-15',
      'view=day&amp;date=2026-03-17',
      'view=day&amp;date=today',
    ]) {
      expect(html).toContain(`href="/appointments?${href}"`)
    }
  })

  it('says so when a day can’t be read, and shows another', async () => {
    const today = await reception.get('/appointments?date=32%20mar')
    expect(textOf(today.html)).toContain('“32 mar” is not a day. Type 5 mar, fri or +7.')
    expect(textOf(today.html)).toContain('2 – 7 March 2026')
    const next = await reception.get('/appointments/to-confirm?date=soon')
    expect(textOf(next.html)).toContain('“soon” is not a day.')
    expect(textOf(next.html)).toContain('To confirm for Wed 4 Mar')
    const typed = await reception.get('/appointments?date=16%20mar')
    expect(textOf(typed.html)).not.toContain('is not a day')
  })

  it('shows only what is asked for', async () => {
    const date = freshDay()
    const nisha = branch.people.therapist.id
    const names = ['Of the doctor', 'Of Nisha']
    for (const [index, name] of names.entries()) {
      await makeAppointment(test.clinic, branch, {
        customerId: (await makeCustomer(test.clinic, branch, { name })).id,
        staffId: index === 0 ? doctor : nisha,
        status: index === 0 ? 'confirmed' : 'scheduled',
        date,
      })
    }
    const shown = async (query: string) => {
      const { html } = await reception.get(`/appointments?view=list&date=${date}&${query}`)
      return names.filter((name) => html.includes(name))
    }
    expect(await shown('')).toEqual(names)
    expect(await shown(`staff_id=${nisha}`)).toEqual(['Of Nisha'])
    expect(await shown('status=confirmed')).toEqual(['Of the doctor'])
    expect(await shown(`room_id=${branch.rooms.first}`)).toEqual([])
    expect(await shown('status=nonsense&staff_id=x&room_id=x&treatment_id=x')).toEqual(names)
  })

  it('keeps in its forms what they do not change', async () => {
    const query = `view=day&date=${TODAY}&staff_id=${doctor}&by=room`
    const { html } = await reception.get(`/appointments?${query}`)
    for (const [label, kept] of [
      ['Filters', ['view', 'date', 'staff_id', 'by']],
      ['Go to a day', ['view', 'staff_id', 'by']],
    ] as const) {
      const form = html.split(`aria-label="${label}"`)[1]?.split('</form>')[0] ?? ''
      const hidden = tagsOf(form, 'input').filter((tag) => attributeOf(tag, 'type') === 'hidden')
      expect(hidden.map((tag) => attributeOf(tag, 'name'))).toEqual(kept)
    }
  })

  it('answers htmx with the desk alone, and the panel alone', async () => {
    const desk = await reception.get('/appointments', {
      'HX-Request': 'true',
      'HX-Target': 'div#desk',
    })
    expect(desk.html).toMatch(/^(<title>.*<\/title>)?<div id="desk"/)
    expect(desk.html).not.toContain('<html')
    expect(desk.html).toContain('role="grid"')
    const panel = await reception.get('/appointments/new', {
      'HX-Request': 'true',
      'HX-Target': 'aside#panel',
    })
    expect(panel.html).not.toContain('<html')
    expect(panel.html).not.toContain('role="grid"')
    expect(textOf(panel.html)).toContain('Book appointment')
  })
})

/** What stands in the booking form's field, which comes after the filters. */
function fieldIn(html: string, name: string): string | undefined {
  const inputs = tagsOf(html, 'input').filter((tag) => attributeOf(tag, 'name') === name)
  return attributeOf(inputs.at(-1) ?? '', 'value')
}

function selectedIn(html: string, name: string): string | undefined {
  const select = html.split(`name="${name}"`)[1]?.split('</select>')[0] ?? ''
  const option = tagsOf(select, 'option').find((tag) => /\sselected(?=[\s>=])/.test(tag))
  return attributeOf(option ?? '', 'value')
}

describe('POST /appointments', () => {
  it('books, goes back to the calendar it came from and offers the message', async () => {
    const date = freshDay()
    const back = `/appointments?view=day&date=${date}`
    const answer = await reception.post('/appointments', await wish({ date, time: '4p', back }))
    expect(answer.status).toBe(303)
    const location = answer.headers.get('Location') ?? ''
    expect(location).toContain(`view=day&date=${date}&focus=`)
    const page = await reception.get(location)
    expect(textOf(page.html)).toMatch(/Priya Mehta: Booked 16:00, \w+ \d+ Apr\./)
    expect(formKeyOf(page.html, `/appointments/${idIn(answer)}/messages`)).toMatch(
      /^[0-9a-f-]{36}$/,
    )
    const entry = tagsOf(page.html, 'a').find((tag) => tag.includes(`appointment-${idIn(answer)}`))
    expect(entry).toContain('autofocus')
    expect(await stored(idIn(answer))).toMatchObject({ date, startTime: '16:00' })
  })

  it('shows the week of the day that was booked, with the filters that were set', async () => {
    const date = freshDay()
    const back = `/appointments?view=week&date=${TODAY}&staff_id=${doctor}`
    const answer = await reception.post('/appointments', await wish({ date, back }))
    const location = answer.headers.get('Location') ?? ''
    expect(location).toContain(`view=week&date=${date}&staff_id=${doctor}&focus=`)
    const entry = `id="appointment-${/focus=(.{36})/.exec(location)?.[1]}"`
    expect((await reception.get(location)).html.includes(entry)).toBe(true)
  })

  it('books once when the form is sent twice', async () => {
    const fields = await wish()
    const first = await reception.post('/appointments', fields)
    const second = await reception.post('/appointments', fields)
    expect(second.status).toBe(303)
    expect(idIn(second)).toBe(idIn(first))
  })

  it('adds a new customer with it', async () => {
    const answer = await reception.post(
      '/appointments',
      await wish({ customer: '', customer_id: '', new_name: 'Asha Rao', new_phone: '98765 20001' }),
    )
    expect(await stored(idIn(answer))).toMatchObject({
      customer: 'Asha Rao',
      phone: '+919876520001',
    })
  })

  it('refuses a new customer whose name nobody can see', async () => {
    for (const new_name of ['\u200b', '\u2800', '\u3164']) {
      const added = { customer: '', customer_id: '', new_name, new_phone: '98765 20009' }
      const refused = await reception.post('/appointments', await wish(added))
      expect(refused.status).toBe(422)
      expect(textOf(refused.html)).toContain('Enter the new customer’s name.')
    }
  })

  it('books the one who has the phone, or makes them the contact person', async () => {
    const holder = await makeCustomer(test.clinic, branch, { name: 'Phone Holder' })
    const added = { customer: '', customer_id: '', new_name: 'Small Child' }
    const typed = await wish({ ...added, new_phone: holder.phone ?? '' })
    const refused = await reception.post('/appointments', typed)
    expect(refused.status).toBe(409)
    expect(textOf(refused.html)).toContain('Phone Holder has this phone number.')
    expect(refused.html).toContain(`href="/customers/${holder.id}"`)
    const known = { phone_holder: holder.id, phone_holder_name: 'Phone Holder' }
    const booked = async (phone_use: string, date: string) => {
      const form_key = crypto.randomUUID()
      const fields = { ...typed, ...known, phone_use, date, form_key }
      return stored(idIn(await reception.post('/appointments', fields)))
    }
    expect(await booked('customer', freshDay())).toMatchObject({ customerId: holder.id })
    const child = await booked('contact', freshDay())
    expect(child).toMatchObject({ customer: 'Small Child', phone: holder.phone })
    expect(child.customerId).not.toBe(holder.id)
  })

  it('asks who is meant when one is chosen and another one added', async () => {
    const added = { new_name: 'Third Woman', new_phone: '98200 11223' }
    const both = await reception.post('/appointments', await wish(added))
    expect(both.status).toBe(422)
    expect(textOf(both.html)).toContain('is chosen above. Clear this name and phone.')
    const { customer, customer_id } = await wish()
    const chosen = new URLSearchParams({
      ...added,
      customer: customer ?? '',
      customer_id: customer_id ?? '',
    })
    const redrawn = await reception.get(`/appointments/new?${chosen}`)
    expect(fieldIn(redrawn.html, 'new_name') || null).toBeNull()
  })

  it('books a session with its plan’s treatment', async () => {
    const { id } = await makeCustomer(test.clinic, branch, { name: 'Of a course' })
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId: id })
    const form = await reception.get(
      `/appointments/new?customer_id=${id}&session_id=${sessionIds[0]}`,
    )
    expect(selectedIn(form.html, 'treatment')).toBe(`session:${sessionIds[0]}`)
    const booked = await book({
      customer: 'Of a course',
      customer_id: id,
      treatment: `session:${sessionIds[0]}`,
    })
    expect(await stored(booked)).toMatchObject({
      treatment: 'Laser Legs',
      sessionNumber: 1,
      room: 'Laser room',
    })
  })

  it('says with what it clashes, and books the free time that is pressed', async () => {
    const date = freshDay()
    await book({ date })
    const fields = await wish({ date, notes: 'Brings her mother' })
    const before = await countRows(test)
    const page = await reception.post('/appointments', fields)
    expect(page.status).toBe(409)
    expect(textOf(page.html)).toContain('Dr. Kapoor is booked 10:00–10:30 with Priya Mehta.')
    expect(page.html).toContain('value="Brings her mother"')
    const offered = tagsOf(page.html, 'button')
      .filter((tag) => attributeOf(tag, 'name') === 'free_time' && !tag.includes('formaction'))
      .map((tag) => attributeOf(tag, 'value'))
    expect(offered).toEqual(['09:00', '09:30', '10:30', '11:00', '11:30'])
    expect(page.html).not.toContain('name="override"')
    expect(await countRows(test)).toEqual(before)
    const pressed = await reception.post('/appointments', {
      ...fields,
      form_key: formKeyOf(page.html, '/appointments'),
      free_time: '10:30',
    })
    expect(await stored(idIn(pressed))).toMatchObject({
      startTime: '10:30',
      notes: 'Brings her mother',
    })
  })

  it('asks twice outside hours, and marks what is booked all the same', async () => {
    const fields = await wish({ time: '19:30' })
    const page = await reception.post('/appointments', fields)
    expect(page.status).toBe(409)
    expect(textOf(page.html)).toContain('This time is outside Dr. Kapoor’s hours, 09:00–19:00.')
    const button = tagsOf(page.html, 'button').find(
      (tag) => attributeOf(tag, 'name') === 'override',
    )
    expect(attributeOf(button ?? '', 'value')).toBe('true')
    const again = await reception.post('/appointments', {
      ...fields,
      form_key: formKeyOf(page.html, '/appointments'),
      override: 'true',
    })
    const card = await reception.get(`/appointments/${idIn(again)}`)
    expect(textOf(card.html)).toContain('This time is outside Dr. Kapoor’s hours')
  })

  it('notes a walk-in as arrived', async () => {
    const id = await book({ date: TODAY, time: '9', walk_in: 'true' })
    expect((await stored(id)).arrivedAt).toEqual(clock.now())
  })

  it('books a walk-in at the true time, with who is free, and says that they are here', async () => {
    const date = TODAY
    clock.set(date, '15:07')
    const page = await reception.postAndFollow(
      '/appointments',
      await wish({ date: 'fri', time: '14:50', walk_in: 'true', staff_id: '' }),
    )
    const words = textOf(page.html)
    clock.set(date, '08:30')
    expect(words).toMatch(/Booked 15:07, Tue 3 Mar\. Arrived, with .+\./)
  })

  it('books anybody who is free, names them, and refuses when nobody is', async () => {
    const date = freshDay()
    const staff = await listBookableStaff(test.clinic.read({ branchId: branch.id }))
    const found: string[] = []
    for (const _ of staff) {
      const fields = await wish({ date, staff_id: '', customer: '', customer_id: '' })
      const { name, id } = await makeCustomer(test.clinic, branch)
      const page = await reception.postAndFollow('/appointments', {
        ...fields,
        customer: name,
        customer_id: id,
        treatment: await makeTreatment(test.clinic, branch, { room_kind: null }),
      })
      const words = textOf(page.html)
      found.push(staff.find(({ called }) => words.includes(`With ${called}.`))?.called ?? words)
    }
    expect(found.toSorted()).toEqual(staff.map(({ called }) => called).toSorted())
    const treatment = await makeTreatment(test.clinic, branch, { room_kind: null })
    const refused = await reception.post(
      '/appointments',
      await wish({ date, staff_id: '', treatment }),
    )
    expect(refused.status).toBe(409)
    expect(textOf(refused.html)).toContain('Nobody is free 10:00–')
    expect(refused.html).toContain('name="free_time"')
  })

  it('books once when a form with anybody is sent twice', async () => {
    const date = freshDay()
    const fields = await wish({ date, staff_id: '' })
    const first = await reception.post('/appointments', fields)
    const again = await reception.post('/appointments', fields)
    expect(idIn(again)).toBe(idIn(first))
    expect(again.status).toBe(303)
  })

  it('asks once about a day more than a year ahead', async () => {
    const fields = await wish({ date: '31/12/2199' })
    const page = await reception.post('/appointments', fields)
    expect(page.status).toBe(409)
    expect(textOf(page.html)).toContain('31 December 2199 is more than a year from now.')
    const again = await reception.post('/appointments', {
      ...fields,
      form_key: crypto.randomUUID(),
      override: 'true',
    })
    expect((await stored(idIn(again))).date).toBe('2199-12-31')
  })

  it('asks who is meant when a customer and a new name are typed', async () => {
    const { name } = await makeCustomer(test.clinic, branch, { name: 'Priya Mehta' })
    const fields = {
      customer: name,
      customer_id: '',
      new_name: 'Asha Rao',
      new_phone: '9123456780',
    }
    const page = await reception.post('/appointments', await wish(fields))
    expect(page.status).toBe(422)
    expect(textOf(page.html)).toContain('“Priya Mehta” is also typed above. Clear one of the two.')
    // What was typed before *New customer* was opened is the beginning of the new name.
    const added = await reception.post('/appointments', await wish({ ...fields, customer: 'asha' }))
    expect(added.status).toBe(303)
  })

  it('takes a walk-in without a time for now', async () => {
    clock.set(TODAY, '18:07')
    const id = await book({ date: TODAY, time: '', walk_in: 'true' })
    clock.set(TODAY, '08:30')
    expect((await stored(id)).startTime).toBe('18:07')
  })

  it.each([
    ['no customer', { customer: '', customer_id: '' }, 'Choose a customer, or add a new one.'],
    ['a customer that is none', { customer: 'Nobody', customer_id: '' }, 'No customer is called'],
    [
      'a new customer without a phone',
      { customer: '', customer_id: '', new_name: 'Asha' },
      'Enter the new customer’s phone.',
    ],
    [
      'a new phone that is none',
      { customer: '', customer_id: '', new_name: 'Asha', new_phone: '1' },
      'Enter a phone number with 10 digits, or with + and the country code.',
    ],
    ['no treatment', { treatment: '' }, 'Choose a treatment.'],
    ['a treatment that is none', { treatment: 'session:x' }, 'Choose a treatment.'],
    ['a person that is none', { staff_id: 'x' }, 'Choose the doctor or therapist.'],
    ['a date that is none', { date: '30 feb' }, 'Enter a date like 5 Mar or 2026-03-05.'],
    ['a time that is none', { time: 'noonish' }, 'Enter a time like 9:30 or 4p.'],
    ['a length that is none', { duration: '3' }, 'Enter a whole number from 5 to 720.'],
    ['an end after midnight', { time: '23:45', override: 'true' }, 'must end on the same day'],
  ])('refuses %s: the form comes back with all that was typed', async (_, change, message) => {
    const fields = await wish({ notes: 'Kept "as typed" <3', ...change })
    const before = await countRows(test)
    const page = await reception.post('/appointments', fields)
    expect(page.status).toBe(422)
    expect(page.html).toMatch(/<title>Error: Book appointment/)
    expect(page.html).toContain('aria-invalid="true"')
    const summary = textOf(page.html.split('id="error-summary"')[1]?.split('</ol>')[0] ?? '')
    expect(summary).toContain(message)
    expect(page.html).toContain('value="Kept &quot;as typed&quot; &lt;3"')
    expect(await countRows(test)).toEqual(before)
  })

  it.each([
    { chosen: 'nobody', with: { customer_id: '' } },
    { chosen: 'somebody else before', with: {} },
  ])('asks which customer is meant when several match, with $chosen chosen', async (form) => {
    await makeCustomer(test.clinic, branch, { name: 'Nandini Rao' })
    await makeCustomer(test.clinic, branch, { name: 'Nandini Shah' })
    const page = await reception.post(
      '/appointments',
      await wish({ customer: 'nandini', ...form.with }),
    )
    expect(page.status).toBe(422)
    expect(page.html).toContain('value="nandini"')
    const radios = tagsOf(page.html, 'input').filter(
      (tag) => attributeOf(tag, 'type') === 'radio' && attributeOf(tag, 'name') === 'customer_id',
    )
    const found = textOf(page.html).match(/Nandini (Rao|Shah)/g)
    expect(radios).toHaveLength(found?.length ?? 0)
    expect(new Set(found)).toEqual(new Set(['Nandini Rao', 'Nandini Shah']))
  })

  it('goes back to no other site', async () => {
    const answer = await reception.post(
      '/appointments',
      await wish({ back: 'https://evil.example/appointments' }),
    )
    expect(answer.headers.get('Location')).toBe(`/appointments/${idIn(answer)}`)
  })
})

describe('GET /appointments/new', () => {
  it('proposes the next free time, and that of the day that was asked for', async () => {
    const timeOf = async (query: string) =>
      fieldIn((await reception.get(`/appointments/new?${query}`)).html, 'time') || null
    expect(await timeOf(`date=${TODAY}`)).toBe('09:00')
    expect(await timeOf('')).toBe('09:00')
    expect(await timeOf(`date=${TODAY}&time=`)).toBeNull()
    expect(await timeOf('date=2026-03-05')).toBe('09:00')
    clock.set(TODAY, '22:00')
    expect(await timeOf(`date=${TODAY}`)).toBeNull()
    clock.set(TODAY, '08:30')
  })

  it('says whether the time is free while the form is filled in', async () => {
    const date = freshDay()
    const query = new URLSearchParams(await wish({ date, treatment: branch.treatments.laser }))
    const desk = await browserAs(test, branch, 'receptionist')
    const check = await desk.get(`/appointments/new?${query}`, {
      'HX-Request': 'true',
      'HX-Target': 'div#booking-check',
    })
    expect(check.html).not.toContain('<form')
    expect(textOf(check.html)).toMatch(/^Dr\. Kapoor and Laser room are free 10:00–11:00\./)
    await book({ date })
    const taken = await reception.get(`/appointments/new?${query}`)
    expect(textOf(taken.html)).toMatch(
      /is booked 10:00–10:30 with Priya Mehta\. Nearest free times: 09:00 10:30 /,
    )
  })

  it('keeps a day that is more than half a year ahead', async () => {
    const form = await reception.get('/appointments/new?date=2026-11-02&time=10:00')
    expect(fieldIn(form.html, 'date')).toBe('Mon 2 Nov 2026')
    const id = await book({ date: 'Mon 2 Nov 2026' })
    expect((await stored(id)).date).toBe('2026-11-02')
  })

  it('says who is taken, and marks a time that needs a second press', async () => {
    const date = freshDay()
    const customer = await makeCustomer(test.clinic, branch, { name: 'Geeta Kamath' })
    await makeAppointment(test.clinic, branch, { customerId: customer.id, date })
    const check = async (change: Record<string, string>) => {
      const asked = { date, time: '10:00', treatment: branch.treatments.consultation, ...change }
      const page = await reception.get(`/appointments/new?${new URLSearchParams(asked)}`)
      return page.html.split('id="booking-check"')[1]?.split('</form>')[0] ?? ''
    }
    expect(textOf(await check({ staff_id: doctor }))).toContain(
      'Dr. Kapoor is booked 10:00–10:30 with Geeta Kamath.',
    )
    const hers = { staff_id: branch.people.therapist.id, customer_id: customer.id }
    expect(textOf(await check(hers))).toContain(
      'Geeta Kamath is booked 10:00–10:30 with Dr. Kapoor.',
    )
    expect(await check({ time: '13:00', staff_id: doctor })).toContain('alert-geru')
    expect(await check({ time: '12:00', staff_id: doctor })).toContain('alert-neem')
  })

  it('proposes the only due session of a customer, and offers no session that is booked', async () => {
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const { sessionIds } = await makeEnrollment(test.clinic, branch, {
      customerId,
      sessions: 3,
      completed: 1,
    })
    const [, booked = '', due = ''] = sessionIds
    const date = freshDay()
    await book({ customer_id: customerId, treatment: `session:${booked}`, date })
    const page = await reception.get(
      `/appointments/new?customer_id=${customerId}&date=${date}&time=16:00&treatment=`,
    )
    expect(selectedIn(page.html, 'treatment')).toBe(`session:${due}`)
    expect(page.html).not.toContain(`session:${booked}`)
    expect(textOf(page.html)).toMatch(/Session 2 of 3 is booked .+ 10:00\. Move it/)
    await makeEnrollment(test.clinic, branch, { customerId })
    const two = await reception.get(`/appointments/new?customer_id=${customerId}&treatment=`)
    expect(selectedIn(two.html, 'treatment') || null).toBeNull()
  })

  it('fills in a free time that is pressed without script', async () => {
    const asked = { date: '2026-03-05', time: '10:00', treatment: branch.treatments.consultation }
    const pick = `2026-03-06 11:30 ${doctor}`
    const query = new URLSearchParams({ ...asked, free_time: pick })
    const page = await reception.get(`/appointments/new?${query}`)
    expect(fieldIn(page.html, 'date')).toBe('Fri 6 Mar')
    expect(fieldIn(page.html, 'time')).toBe('11:30')
    expect(selectedIn(page.html, 'staff_id')).toBe(doctor)
  })

  it('warns of her allergies', async () => {
    const { id } = await makeCustomer(test.clinic, branch, { allergies: 'Lidocaine' })
    const page = await reception.get(`/appointments/new?customer_id=${id}`)
    expect(textOf(page.html)).toContain('Lidocaine')
  })
})

describe('POST /appointments/:id', () => {
  it('moves it, and the card tells how it came there', async () => {
    const id = await book()
    const date = freshDay()
    const form = await reception.get(`/appointments/${id}/edit`)
    expect(fieldIn(form.html, 'time')).toBe('10:00')
    const fields = await wish({ date, time: '15:30', customer: '', customer_id: '' })
    const answer = await reception.post(`/appointments/${id}`, fields)
    expect(answer.status).toBe(303)
    expect(await stored(id)).toMatchObject({ date, startTime: '15:30', customer: 'Priya Mehta' })
    const card = await reception.get(`/appointments/${id}`)
    expect(textOf(card.html)).toMatch(/Meena Joshi.*moved from .* 10:00 to .* 15:30/)
  })

  it('brings the form back when the new time is taken', async () => {
    const date = freshDay()
    const id = await book({ date })
    await book({ date, time: '12:00' })
    const page = await reception.post(`/appointments/${id}`, await wish({ date, time: '12:00' }))
    expect(page.status).toBe(409)
    expect(textOf(page.html)).toContain('Dr. Kapoor is booked 12:00–12:30')
    expect((await stored(id)).startTime).toBe('10:00')
  })
})

describe('POST /appointments/:id/steps', () => {
  const press = (id: string, step: string, fields: Record<string, string> = {}) =>
    reception.postAndFollow(`/appointments/${id}/steps`, { step, ...fields })

  /** What the Undo in this part of a page sends to name its step. */
  function undoneIn(html: string): Record<string, string> {
    const field = tagsOf(html, 'input').find((tag) => attributeOf(tag, 'name') === 'undone_step')
    return { undone_step: attributeOf(field ?? '', 'value') ?? '' }
  }

  const undo = async (id: string, by = reception) => {
    const card = await by.get(`/appointments/${id}`)
    return press(id, 'undo', undoneIn(card.html))
  }

  const toastOf = (html: string) => html.split('data-toast')[1]?.split('data-dismiss')[0] ?? ''

  it('takes it from booked to completed and back, step by step, and says whom', async () => {
    const id = await book({ date: TODAY, time: '10:00' })
    const said: string[] = []
    const states: string[] = []
    const undos = ['undo', 'undo', 'undo', 'undo']
    for (const step of ['confirm', 'arrived', 'start', 'complete', ...undos]) {
      const page = step === 'undo' ? await undo(id) : await press(id, step)
      said.push(
        textOf(`<p ${toastOf(page.html)}`)
          .split('.')[0]
          ?.trim() ?? '',
      )
      const row = await stored(id)
      states.push(
        `${row.status}${row.arrivedAt ? ' arrived' : ''}${row.startedAt ? ' started' : ''}`,
      )
    }
    expect(said).toEqual([
      'Priya Mehta confirmed for Tue 3 Mar 10:00',
      'Priya Mehta has arrived',
      'Priya Mehta’s treatment has started',
      'Priya Mehta’s visit is completed',
      'Undone: Priya Mehta is in treatment',
      'Undone: Priya Mehta is waiting',
      'Undone: Priya Mehta, Tue 3 Mar 10:00, is confirmed',
      'Undone: Priya Mehta, Tue 3 Mar 10:00, is scheduled',
    ])
    expect(states).toEqual([
      'confirmed',
      'confirmed arrived',
      'confirmed arrived started',
      'completed arrived started',
      'confirmed arrived started',
      'confirmed arrived',
      'confirmed',
      'scheduled',
    ])
  })

  it('has the same buttons on the card and in the dashboard’s rows', async () => {
    const id = await book({ date: TODAY, time: '11:00' })
    const buttonsIn = (html: string) =>
      tagsOf(
        html.split(`action="/appointments/${id}/steps"`)[1]?.split('</form>')[0] ?? '',
        'button',
      )
        .map((tag) => attributeOf(tag, 'value'))
        .filter(Boolean)
    const expected = ['confirm', 'arrived', 'complete', 'cancel']
    // The menu of a row repeats the two buttons beside it, for a phone.
    const distinct = (names: (string | undefined)[]) => [...new Set(names)]
    expect(buttonsIn((await reception.get(`/appointments/${id}`)).html)).toEqual(expected)
    // The strip above the schedule has the next step only.
    const rowButtons = async () =>
      buttonsIn((await reception.get('/')).html.split('id="schedule-heading"')[1] ?? '')
    expect(distinct(await rowButtons())).toEqual(expected)
    clock.set(TODAY, '11:00')
    expect(buttonsIn((await reception.get(`/appointments/${id}`)).html)).toContain('no-show')
    expect(await rowButtons()).toContain('no-show')
    clock.set(TODAY, '08:30')
    const later = await book()
    const card = await reception.get(`/appointments/${later}`)
    expect(buttonsIn(card.html)).not.toContain('complete')
    const laterButtons = tagsOf(card.html, 'button').map((tag) => attributeOf(tag, 'id') ?? '')
    expect(laterButtons.filter((each) => each.endsWith(later))).toEqual([
      `confirm-${later}`,
      `cancel-${later}`,
    ])
  })

  it('cancels with its reason, which the card shows', async () => {
    const id = await book()
    const without = await press(id, 'cancel')
    expect(textOf(without.html)).toContain('Enter a reason for cancellation.')
    expect((await stored(id)).status).toBe('scheduled')
    const page = await press(id, 'cancel', { cancel_reason: 'Customer asked' })
    expect(textOf(page.html)).toContain('Cancelled Customer asked')
    expect(textOf(page.html)).toContain('cancelled, customer asked')
    expect(textOf(page.html)).toMatch(/Priya Mehta’s visit on .* 10:00 is cancelled\./)
    expect((await stored(id)).status).toBe('cancelled')
  })

  it('says on the page what stands in the way', async () => {
    const id = await book()
    await press(id, 'cancel', { cancel_reason: 'Customer asked' })
    const page = await press(id, 'complete')
    expect(page.status).toBe(200)
    expect(textOf(page.html)).toContain('An appointment that is cancelled can’t become completed.')
  })

  it('asks before a visit of a later day is completed, and can take that back', async () => {
    const date = freshDay()
    const id = await book({ date })
    const asked = await press(id, 'complete')
    expect(textOf(asked.html)).toContain(`Done today instead?`)
    expect((await stored(id)).status).toBe('scheduled')
    expect(toastOf(asked.html)).toContain('name="today" value="true"')
    const done = await press(id, 'complete', { today: 'true' })
    expect(await stored(id)).toMatchObject({ status: 'completed', date: TODAY, startTime: '08:30' })
    const action = /\/appointments\/acts\/[^/]+\/undo/.exec(toastOf(done.html))?.[0] ?? ''
    const undone = await reception.postAndFollow(action, { back: `/appointments/${id}` })
    expect(textOf(undone.html)).toContain('Priya Mehta’s visit is open again.')
    expect(await stored(id)).toMatchObject({ status: 'scheduled', date, startTime: '10:00' })
  })

  it('takes one step when the button is pressed twice', async () => {
    const id = await book({ date: TODAY, time: '12:00' })
    const key = { form_key: crypto.randomUUID() }
    await press(id, 'confirm', key)
    await press(id, 'confirm', key)
    const arrived = await press(id, 'arrived')
    const sent = { form_key: crypto.randomUUID(), ...undoneIn(toastOf(arrived.html)) }
    await press(id, 'undo', sent)
    const again = await press(id, 'undo', sent)
    expect(textOf(again.html)).toContain('Undone: Priya Mehta')
    expect(await stored(id)).toMatchObject({ status: 'confirmed', arrivedAt: null })
    const actions = (await auditOf(test, 'appointments', id)).map((entry) => entry.action)
    expect(actions).toEqual(['insert', 'update', 'update', 'update'])
  })

  it('is not taken from a card that another desk has overtaken', async () => {
    const id = await book()
    await press(id, 'cancel', { cancel_reason: 'Customer asked' })
    await press(id, 'confirm')
    expect((await stored(id)).status).toBe('cancelled')
    await undo(id)
    expect((await stored(id)).status).toBe('scheduled')
  })

  it('offers no Undo of a step that another desk had taken before', async () => {
    const nisha = await browserAs(test, branch, 'therapist')
    const id = await book({ date: TODAY, time: '16:00' })
    for (const [step, said] of [
      ['confirm', 'Already done: Priya Mehta confirmed for Tue 3 Mar 16:00.'],
      ['arrived', 'Already done: Priya Mehta has arrived.'],
      ['cancel', 'Already done: Priya Mehta’s visit on Tue 3 Mar 16:00 is cancelled.'],
    ] as const) {
      const reason = step === 'cancel' ? { cancel_reason: 'called' } : {}
      await nisha.post(`/appointments/${id}/steps`, { step, ...reason })
      const late = toastOf((await press(id, step, reason)).html)
      expect(textOf(late)).toContain(said)
      expect(late).not.toContain('value="undo"')
    }
    expect((await stored(id)).status).toBe('cancelled')
  })

  it('undoes nothing of another desk’s, from the message, the card or a row', async () => {
    const nisha = await browserAs(test, branch, 'therapist')
    const id = await book({ date: TODAY, time: '14:00' })
    const back = { back: '/' }
    const confirmed = await press(id, 'confirm', back)
    const form = `action="/appointments/${id}/steps"`
    const row = confirmed.html.split('id="schedule-heading"')[1]?.split(form)[1] ?? ''
    const places = {
      message: undoneIn(toastOf(confirmed.html)),
      row: undoneIn(row.split('</form>')[0] ?? ''),
      card: undoneIn((await reception.get(`/appointments/${id}`)).html),
    }
    clock.set(TODAY, '12:04')
    await nisha.post(`/appointments/${id}/steps`, { step: 'cancel', cancel_reason: 'called' })
    for (const [place, named] of Object.entries(places)) {
      expect(`${place} ${named.undone_step}`).toMatch(/^\w+ confirmed 2026-/)
      const page = await press(id, 'undo', { ...back, ...named })
      expect(textOf(page.html)).toContain(
        'Nisha Rane cancelled Priya Mehta’s visit at 12:04: called.',
      )
      expect((await stored(id)).status).toBe('cancelled')
    }
    clock.set(TODAY, '08:30')
  })

  it('asks at its field why an earlier step is undone', async () => {
    const id = await book({ date: TODAY, time: '15:30' })
    await press(id, 'confirm')
    clock.set('2026-03-04', '09:00')
    const admin = await browserAs(test, branch, 'admin')
    const card = await admin.get(`/appointments/${id}`)
    const named = undoneIn(card.html)
    const sent = { step: 'undo', back: '/', undo_reason: '', ...named }
    const asked = await admin.postAndFollow(`/appointments/${id}/steps`, sent)
    const field = tagsOf(asked.html, 'input').find(
      (tag) => attributeOf(tag, 'name') === 'undo_reason',
    )
    expect(attributeOf(field ?? '', 'aria-invalid')).toBe('true')
    expect(attributeOf(field ?? '', 'aria-describedby')).toBeTruthy()
    expect(textOf(asked.html)).toContain('Enter a reason: this step was taken on an earlier day.')
    expect(toastOf(asked.html)).toBe('')
    const fromRow = await admin.post(`/appointments/${id}/steps`, sent, {
      'HX-Request': 'true',
      'HX-Target': 'div#dashboard',
    })
    expect(fromRow.headers.get('HX-Redirect')).toBe(`/appointments/${id}?back=%2F&ask=reason`)
    await admin.post(`/appointments/${id}/steps`, { ...sent, undo_reason: 'Wrong row' })
    expect((await stored(id)).status).toBe('scheduled')
    clock.set(TODAY, '08:30')
  })

  it('is undone by htmx where its message stands on the page', async () => {
    const id = await book({ date: TODAY, time: '16:00' })
    const headers = { 'HX-Request': 'true', 'HX-Target': 'div#dashboard' }
    await reception.post(`/appointments/${id}/steps`, { step: 'confirm', back: '/' }, headers)
    const dashboard = await reception.get('/', headers)
    const [form = ''] = tagsOf(toastOf(dashboard.html), 'form').filter((tag) =>
      tag.includes('/steps'),
    )
    expect(attributeOf(form, 'hx-post')).toBe(`/appointments/${id}/steps`)
    expect(attributeOf(form, 'hx-target')).toBe('#dashboard')
  })

  it('of another desk are seen on the card, which is drawn again alone', async () => {
    const id = await book()
    await press(id, 'confirm')
    const card = await reception.get(`/appointments/${id}`, {
      'HX-Request': 'true',
      'HX-Target': 'div#card',
    })
    expect(card.html).toMatch(/^<div id="card"/)
    expect(card.html).toContain(`data-live="/appointments/${id}"`)
    expect(textOf(card.html)).toContain('Confirmed')
  })

  it.each(['', 'explode', 'toString', 'constructor', '__proto__'])(
    'knows no step called %j, and changes nothing',
    async (step) => {
      const id = await book()
      const before = await countRows(test)
      const page = await reception.post(`/appointments/${id}/steps`, {
        step,
        cancel_reason: 'Customer asked',
      })
      expect(page.status).toBe(422)
      expect(await countRows(test)).toEqual(before)
    },
  )

  it('answers htmx through the page that it goes back to', async () => {
    const id = await book({ date: TODAY, time: '15:00' })
    const back = `/appointments?view=day&date=${TODAY}`
    const answer = await reception.post(`/appointments/${id}/steps`, { step: 'confirm', back })
    expect(answer.headers.get('Location')).toBe(back)
  })
})

describe('POST /appointments/acts/:act/undo', () => {
  const undoIn = (html: string) => {
    const action = /\/appointments\/acts\/[^/]+\/undo/.exec(html)?.[0] ?? ''
    const back = /name="back" value="([^"]*)"/.exec(html.split(action)[1] ?? '')?.[1] ?? ''
    return { action, back: back.replaceAll('&amp;', '&') }
  }

  it('takes back a booking from its message, on the calendar that it was made from', async () => {
    const date = freshDay()
    const back = `/appointments?view=day&date=${date}`
    const booked = await reception.postAndFollow('/appointments', await wish({ date, back }))
    const undo = undoIn(booked.html)
    const undone = await reception.post(undo.action, { back: undo.back })
    expect(undone.headers.get('Location')).toContain(`view=day&date=${date}&focus=`)
    const page = await reception.get(undone.headers.get('Location') ?? '')
    expect(textOf(page.html)).toContain('Priya Mehta’s booking is cancelled.')
    await book({ date })
  })

  it('takes back a move, and says who has moved it since', async () => {
    const date = freshDay()
    const id = await book({ date })
    const move = (by: Browser, time: string) =>
      by.postAndFollow(`/appointments/${id}/place`, { form_key: crypto.randomUUID(), date, time })
    const undo = undoIn((await move(reception, '15:30')).html)
    await reception.post(undo.action, { back: undo.back })
    expect((await stored(id)).startTime).toBe('10:00')
    const second = undoIn((await move(reception, '16:30')).html)
    await move(await browserAs(test, branch, 'therapist'), '17:00')
    const refused = await reception.postAndFollow(second.action, { back: second.back })
    expect(textOf(refused.html)).toContain(
      'Nisha Rane moved Priya Mehta’s visit to 17:00 at 08:30.',
    )
    expect((await stored(id)).startTime).toBe('17:00')
  })

  it('knows no act that is none', async () => {
    const none = await reception.post('/appointments/acts/x/undo', {})
    expect(none.status).toBe(404)
    const gone = await reception.postAndFollow(`/appointments/acts/${crypto.randomUUID()}/undo`, {})
    expect(textOf(gone.html)).toContain('There is nothing to undo.')
  })
})

describe('the card', () => {
  const closeOf = (html: string) => {
    const head = html.split('class="panel-head"')[1] ?? ''
    const [tag = ''] = tagsOf(head, 'a').filter((each) =>
      each.includes('aria-keyshortcuts="Escape"'),
    )
    return { href: attributeOf(tag, 'href'), closes: attributeOf(tag, 'data-close') }
  }

  it.each([
    '/',
    '/customers/11111111-1111-4111-8111-111111111111?tab=appointments',
    '/appointments?view=list&date=2026-03-16',
  ])('opened from %s closes to it, also after a step and a redraw', async (origin) => {
    const id = await book({ date: TODAY, time: '17:00' })
    const Referer = `http://clinic.test${origin}`
    const opened = await reception.get(`/appointments/${id}`, { Referer })
    const own = opened.headers.get('Location') ?? ''
    const card = await reception.get(own)
    const isCalendar = origin.startsWith('/appointments')
    const closes = isCalendar ? 'true' : undefined
    const href = origin
    expect(closeOf(card.html)).toEqual({ href, closes })
    const form = card.html.split(`action="/appointments/${id}/steps"`)[1] ?? ''
    const back = /name="back" value="([^"]*)"/.exec(form)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const stepped = await reception.postAndFollow(`/appointments/${id}/steps`, {
      step: 'confirm',
      back,
    })
    if (!isCalendar) expect(closeOf(stepped.html)).toEqual({ href, closes })
    const redrawn = await reception.get(`/appointments/${id}`, {
      'HX-Request': 'true',
      'HX-Target': 'div#card',
      'HX-Current-URL': `http://clinic.test${own}`,
    })
    expect(closeOf(redrawn.html)).toEqual({ href, closes })
    await press(id, 'cancel')
  })

  const press = (id: string, step: string) =>
    reception.post(`/appointments/${id}/steps`, { step, cancel_reason: 'Customer asked' })

  it.each(['https://evil.test/', '//evil.test', '/sign-out', '/appointments/new', 'javascript:1'])(
    'does not close to %s',
    async (back) => {
      const id = await book()
      const { date } = await stored(id)
      const card = await reception.get(`/appointments/${id}?${new URLSearchParams({ back })}`)
      expect(closeOf(card.html).href).toBe(`/appointments?view=week&date=${date}`)
    },
  )

  it('says what the package pays, and offers no bill for it', async () => {
    const priceIn = async (billing: 'prepaid' | 'per_session' | null) => {
      const { id: customerId } = await makeCustomer(test.clinic, branch)
      const enrollment =
        billing && (await makeEnrollment(test.clinic, branch, { customerId, billing }))
      const id = await makeAppointment(test.clinic, branch, {
        customerId,
        date: freshDay(),
        sessionId: enrollment?.sessionIds[0] ?? null,
      })
      const { html } = await reception.get(`/appointments/${id}`)
      return [
        /<dt[^>]*>Price<\/dt><dd>([^<]*)/.exec(html)?.[1],
        html.includes(`/billing/new?appointment_id=${id}`),
      ]
    }
    expect(await priceIn('prepaid')).toEqual(['From package, paid', false])
    expect(await priceIn('per_session')).toEqual(['Session rate ₹800', true])
    expect(await priceIn(null)).toEqual(['₹800', true])
  })

  it('shows no money to a therapist', async () => {
    const id = await book()
    const therapist = await browserAs(test, branch, 'therapist')
    const { html } = await therapist.get(`/appointments/${id}`)
    expect(html).not.toContain('₹')
  })

  it('offers to book again, and no bill, once it is cancelled', async () => {
    const id = await book({ date: TODAY, time: '16:30' })
    await press(id, 'cancel')
    const { html } = await reception.get(`/appointments/${id}`)
    expect(html).not.toContain(`/billing/new?appointment_id=${id}`)
    const again = tagsOf(html, 'a').find(
      (tag) => tag.includes('aria-keyshortcuts="b"') && tag.includes('customer_id='),
    )
    const form = await reception.get(attributeOf(again ?? '', 'href') ?? '')
    expect(fieldIn(form.html, 'customer')).toBe('Priya Mehta')
    expect(selectedIn(form.html, 'treatment')).toBe(branch.treatments.consultation)
    expect(selectedIn(form.html, 'staff_id')).toBe(doctor)
  })

  it('has the customer’s name as its title, and a phone to call', async () => {
    const id = await book()
    const { html } = await reception.get(`/appointments/${id}`)
    const head = html.split('class="panel-head"')[1]?.split('</h2>')[0] ?? ''
    expect(textOf(`<p ${head}`)).toContain('Priya Mehta')
    const { phone } = await stored(id)
    expect(html).toContain(`href="tel:${phone}"`)
  })

  it('tells its history by the clinic’s clock', async () => {
    const id = await book({ date: TODAY, time: '9:30' })
    clock.set(TODAY, '08:45')
    await press(id, 'cancel')
    clock.set(TODAY, '08:30')
    const text = textOf((await reception.get(`/appointments/${id}`)).html)
    expect(text).toContain('3 Mar 2026 08:30 · Meena Joshi: booked for 3 Mar 2026 09:30')
    expect(text).toContain('3 Mar 2026 08:45 · Meena Joshi: cancelled, customer asked')
  })
})

describe('POST /appointments/:id/messages', () => {
  it('opens the chat and records which message it was', async () => {
    const id = await book()
    for (const kind of ['appointment_confirmed', '']) {
      const answer = await reception.post(`/appointments/${id}/messages`, { kind })
      expect(answer.status).toBe(303)
      expect(answer.headers.get('Location')).toMatch(/^https:\/\/wa\.me\/91\d{10}\?text=Dear/)
    }
    const { rows } = await test.database.pool.query(
      'select kind from messages where appointment_id = $1 order by opened_at, kind',
      [id],
    )
    expect(rows).toEqual([{ kind: 'appointment_confirmed' }, { kind: 'appointment_reminder' }])
    const unknown = await reception.post(`/appointments/${id}/messages`, { kind: 'nonsense' })
    expect(unknown.status).toBe(422)
  })
})

describe('another branch', () => {
  it('has appointments that are not there from here', async () => {
    const there = await makeBranch(test.clinic, { name: 'Indiranagar' })
    const phone = parsePhone('97000 12345')
    const theirs = await makeCustomer(test.clinic, there, { name: 'Theirs alone', phone })
    const id = await makeAppointment(test.clinic, there, { customerId: theirs.id })
    const fields = await wish()
    const before = await countRows(test)
    for (const path of [`/appointments/${id}`, `/appointments/${id}/edit`]) {
      expect((await reception.get(path)).status).toBe(404)
    }
    for (const path of ['', '/steps', '/messages']) {
      const page = await reception.post(`/appointments/${id}${path}`, {
        ...fields,
        step: 'confirm',
      })
      expect(`${path} ${page.status}`).toBe(`${path} 404`)
    }
    const opened = await reception.get(`/appointments?open=${id}`)
    expect(opened.html).not.toContain('Theirs alone')
    expect((await reception.get(`/appointments?date=${TODAY}`)).html).not.toContain('Theirs alone')
    const others = [
      { customer: theirs.name, customer_id: theirs.id },
      { staff_id: there.people.doctor.id },
      { room_id: there.rooms.first },
      { treatment: there.treatments.peel },
    ]
    for (const change of others) {
      const page = await reception.post('/appointments', { ...fields, ...change })
      expect(page.status).toBe(422)
      expect(page.html).not.toContain('97000 12345')
    }
    expect(await countRows(test)).toEqual(before)
  })
})

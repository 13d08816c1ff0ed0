import { beforeAll, describe, expect, it } from 'vitest'
import { findAppointment } from '../../../src/db/appointments.ts'
import {
  attributeOf,
  Browser,
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
  makeAppointment,
  makeBill,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  somePhone,
  type TestBranch,
  TODAY,
} from '../../support/factories.ts'
import { loginAs } from '../../support/sign-in.ts'

const clock = clockAt(TODAY, '12:00')
const test = useApp({ clock })
let branch: TestBranch
let reception: Browser
let therapist: Browser

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  reception = await browserAs(test, branch, 'receptionist')
  therapist = await browserAs(test, branch, 'therapist')
})

/** The opening tag of the control of a name. */
function controlOf(html: string, name: string): string {
  const controls = ['input', 'textarea', 'select'].flatMap((element) => tagsOf(html, element))
  const found = controls.find((tag) => attributeOf(tag, 'name') === name)
  if (!found) throw new Error(`no control is called ${name}`)
  return found
}

function valueIn(html: string, name: string): string | undefined {
  const control = controlOf(html, name)
  if (!control.startsWith('<textarea')) return attributeOf(control, 'value')
  return textOf(html.split(control)[1]?.split('</textarea>')[0] ?? '')
}

/** Beside its field, tied to it, and linked to from the summary that takes the focus. */
function expectIssue(page: Page, name: string, message: string): void {
  const control = controlOf(page.html, name)
  expect(attributeOf(control, 'aria-invalid')).toBe('true')
  const [described = ''] = attributeOf(control, 'aria-describedby')?.split(' ') ?? []
  const beside = page.html.split(`id="${described}"`)[1]?.split('</p>')[0] ?? ''
  expect(textOf(`<p ${beside}`)).toBe(message)
  const summary = page.html.split('id="error-summary"')[1]?.split('</ol>')[0] ?? ''
  expect(summary).toContain(`href="#${attributeOf(control, 'id')}"`)
  expect(summary).toContain('autofocus')
  expect(textOf(summary)).toContain(message)
}

async function countCalled(name: string): Promise<number> {
  const { rows } = await test.database.pool.query(
    'select 1 from customers where name = $1 and branch_id = $2',
    [name, branch.id],
  )
  return rows.length
}

describe('GET /customers', () => {
  it('lists them with phone, age, packages and last visit, each a link', async () => {
    const customer = await makeCustomer(test.clinic, branch, {
      name: "Maeve O'Brien <3",
      phone: '+919876543210',
      date_of_birth: '1997-04-15',
      gender: 'female',
      allergies: 'Latex & nickel',
    })
    await makeEnrollment(test.clinic, branch, { customerId: customer.id })
    await makeAppointment(test.clinic, branch, {
      customerId: customer.id,
      date: '2026-02-24',
      status: 'completed',
    })
    const page = await reception.get('/customers')
    expect(page.html).toContain(`href="/customers/${customer.id}"`)
    expect(page.html).toContain('Maeve O&#39;Brien &lt;3')
    expect(page.html).not.toContain('<3')
    const row = textOf(page.html.split(`id="customer-${customer.id}"`)[1]?.split('</tr>')[0] ?? '')
    expect(row).toContain("Maeve O'Brien <3")
    expect(row).toContain('+91 98765 43210')
    expect(row).toContain('28')
    expect(row).toContain('1 active')
    expect(row).toContain('24 Feb')
    expect(page.html).toContain('Latex &amp; nickel')
  })

  it('says that there is no such page, and leads to the first', async () => {
    const page = await reception.get('/customers?page=999')
    expect(textOf(page.html)).toContain('There is no page 999')
    expect(textOf(page.html)).not.toContain('No customers yet')
  })

  it('finds by what is searched, and keeps the search in the field', async () => {
    await makeCustomer(test.clinic, branch, { name: 'Zarina Sheikh' })
    const page = await reception.get('/customers?search=zarina')
    expect(textOf(page.html)).toContain('Zarina Sheikh')
    expect(textOf(page.html)).not.toContain("Maeve O'Brien")
    expect(valueIn(page.html, 'search')).toBe('zarina')
  })

  it('offers to add whom it did not find, by name or by phone', async () => {
    const byName = await reception.get('/customers?search=Asha%20%26%20co')
    expect(byName.html).toContain('href="/customers/new?name=Asha+%26+co"')
    const byPhone = await reception.get('/customers?search=91234%2056789')
    expect(byPhone.html).toContain('href="/customers/new?phone=91234+56789"')
  })

  it.each(['page=0', 'page=-1', 'page=x', 'page=1e9', 'filter=nonsense'])(
    'takes %s for the first page of all',
    async (query) => {
      expect(textOf((await reception.get(`/customers?${query}`)).html)).toContain('Zarina Sheikh')
    },
  )

  it('has no acts that the role may not do', async () => {
    const page = await therapist.get('/customers')
    expect(page.html).not.toContain('href="/customers/new"')
    expect(page.html).not.toContain('/billing/new')
  })

  it('tells a role without bills nothing of who owes money', async () => {
    const everyone = await therapist.get('/customers')
    const asked = await therapist.get('/customers?filter=balance-due')
    expect(textOf(everyone.html)).not.toContain('Balance due')
    expect(textOf(asked.html)).toContain('Zarina Sheikh')
  })
})

/** How the type-ahead asks; opened by itself the address leads to the list. */
const AS_PART = { 'HX-Request': 'true', 'HX-Target': 'customer-list' }

describe('GET /customers/options', () => {
  it('is the matches alone, with their phones', async () => {
    await makeCustomer(test.clinic, branch, { name: '<b>Asha</b>', phone: '+919876543217' })
    const page = await reception.get('/customers/options?q=98765%2043217', AS_PART)
    expect(page.html).not.toContain('<html')
    expect(page.html).toContain('role="option"')
    expect(textOf(page.html)).toContain('<b>Asha</b>')
    expect(textOf(page.html)).toContain('98765 43217')
  })

  it('says that nobody is found', async () => {
    expect(textOf((await reception.get('/customers/options?q=nobodyatall', AS_PART)).html)).toBe(
      'No customers found',
    )
  })
})

describe('POST /customers', () => {
  it('tells all that is wrong at once', async () => {
    const page = await reception.post('/customers', { name: '', phone: '12', email: 'x' })
    expect(page.status).toBe(422)
    const summary = textOf(page.html.split('id="error-summary"')[1]?.split('</ol>')[0] ?? '')
    expect(summary).toMatch(/Enter a name\..*phone number with 10 digits.*full e-mail/)
  })

  it('saves and leads to her page, which says so once', async () => {
    const form = await reception.get('/customers/new?name=Divya')
    expect(valueIn(form.html, 'name')).toBe('Divya')
    const answer = await reception.post('/customers', {
      form_key: formKeyOf(form.html, '/customers'),
      name: '  Divya Reddy ',
      phone: '98451 20987',
      date_of_birth: '11 oct 1994',
      allergies: 'None known',
    })
    expect(answer.status).toBe(303)
    const location = answer.headers.get('Location') ?? ''
    const page = await reception.get(location)
    expect(textOf(page.html)).toContain('Customer saved.')
    expect(textOf(page.html)).toContain('Divya Reddy')
    expect(textOf(page.html)).toContain('31 yrs')
    expect(page.html).not.toContain('Allergies: None known')
    expect(textOf((await reception.get(location)).html)).not.toContain('Customer saved.')
  })

  it('saves once when the form is sent twice, and leads both to the same page', async () => {
    const fields = { form_key: crypto.randomUUID(), name: 'Sent twice', phone: '98451 20988' }
    const first = await reception.post('/customers', fields)
    const second = await reception.post('/customers', fields)
    expect(second.status).toBe(303)
    expect(second.headers.get('Location')).toBe(first.headers.get('Location'))
    expect(await countCalled('Sent twice')).toBe(1)
  })

  it('brings the form back with all that was typed, and each message beside its field', async () => {
    const before = await countRows(test)
    const page = await reception.post('/customers', {
      form_key: crypto.randomUUID(),
      name: '   ',
      phone: '12345 <b>',
      email: 'not an address',
      date_of_birth: '30 feb 1990',
      notes: 'line one\nline "two"',
    })
    expect(page.status).toBe(422)
    expect(page.html).toMatch(/<title>Error: New customer/)
    expect(valueIn(page.html, 'phone')).toBe('12345 <b>')
    expect(valueIn(page.html, 'date_of_birth')).toBe('30 feb 1990')
    expect(page.html).toContain('line one\nline &quot;two&quot;</textarea>')
    expectIssue(page, 'name', 'Enter a name.')
    expectIssue(page, 'email', 'Enter a full e-mail, like name@mail.in.')
    expectIssue(page, 'date_of_birth', 'Enter a date like 15 Apr 1997, or only the year: 1997.')
    expect(await countRows(test)).toEqual(before)
  })

  it('gives the form that comes back a fresh key, so that it can be sent again', async () => {
    const key = crypto.randomUUID()
    const page = await reception.post('/customers', { form_key: key, name: 'Again', phone: '1' })
    expectIssue(
      page,
      'phone',
      'Enter a phone number with 10 digits, or with + and the country code.',
    )
    const next = formKeyOf(page.html, '/customers')
    expect(next).not.toBe(key)
    const saved = await reception.post('/customers', {
      form_key: next,
      name: 'Again',
      phone: '98451 20989',
    })
    expect(saved.status).toBe(303)
  })

  it('says beside the phone whose it is already', async () => {
    await makeCustomer(test.clinic, branch, { name: 'Holder', phone: '+919845120990' })
    const page = await reception.post('/customers', { name: 'Second', phone: '9845120990' })
    expect(page.status).toBe(409)
    expectIssue(page, 'phone', 'Holder has this phone number.')
    expect(await countCalled('Second')).toBe(0)
  })

  it('asks which one is meant when a name fits several, and takes the choice', async () => {
    const mother = await makeCustomer(test.clinic, branch, { name: 'Meera Iyer' })
    await makeCustomer(test.clinic, branch, { name: 'Meera Nair' })
    const fields = { name: 'Aanya', phone: '', reached_through: 'meera' }
    const page = await reception.post('/customers', fields)
    expect(page.status).toBe(422)
    expect(textOf(page.html)).toContain('Several customers match: choose one.')
    expect(textOf(page.html)).toMatch(/Meera Iyer.*Meera Nair/)
    const chosen = { ...fields, reached_through_id: mother.id }
    const saved = await reception.postAndFollow('/customers', chosen)
    expect(textOf(saved.html)).toContain('contact person: Meera Iyer')
    const unknown = await reception.post('/customers', { ...fields, reached_through: 'Nobody' })
    expect(textOf(unknown.html)).toContain('No customer is called “Nobody”.')
  })
})

describe('GET /customers/:id', () => {
  it('shows the allergy first, and a tab for each part at its own address', async () => {
    const { id } = await makeCustomer(test.clinic, branch, {
      name: 'Farida Sheikh',
      allergies: 'Lidocaine',
      notes: 'Ice instead of numbing cream.',
    })
    await makeEnrollment(test.clinic, branch, { customerId: id, completed: 3 })
    await makeAppointment(test.clinic, branch, { customerId: id, date: '2026-02-23' })
    await makeBill(test.clinic, branch, { customerId: id, total: 1234, number: 7 })
    const text = async (tab: string) => textOf((await reception.get(`/customers/${id}${tab}`)).html)
    expect(await text('')).toContain('Allergies: Lidocaine')
    expect(await text('')).toContain('Ice instead of numbing cream.')
    expect(await text('?tab=packages')).toMatch(/Laser course.*3 ?\/ ?4.*Nearly done/)
    expect(await text('?tab=appointments')).toContain('23 Feb')
    expect(await text('?tab=invoices')).toMatch(/INV-2026-0007.*₹1,234/)
  })

  it('shows a therapist no invoices, whatever the address says', async () => {
    const { id } = await makeCustomer(test.clinic, branch)
    await makeBill(test.clinic, branch, { customerId: id, total: 4321, number: 8 })
    const page = await therapist.get(`/customers/${id}?tab=invoices`)
    expect(page.status).toBe(200)
    expect(page.html).not.toContain('INV-2026-0008')
    expect(page.html).not.toContain('tab=invoices"')
    expect(page.html).not.toContain(`/customers/${id}/edit`)
  })
})

describe('the head of her page', () => {
  it.each([
    ['with an allergy', { allergies: 'Latex', chief_concern: 'Melasma' }],
    ['without one', { allergies: 'None known', chief_concern: 'Melasma' }],
  ])('says her chief concern, %s', async (_, details) => {
    const { id } = await makeCustomer(test.clinic, branch, details)
    const page = await reception.get(`/customers/${id}?tab=packages`)
    expect(textOf(page.html)).toContain('Chief concern: Melasma')
    expect(textOf(page.html).includes('Allergies: Latex')).toBe(details.allergies === 'Latex')
  })
})

describe('POST /customers/:id', () => {
  async function edited(id: string, change: Record<string, string>, browser = reception) {
    const form = await browser.get(`/customers/${id}/edit`)
    const fields = Object.fromEntries(
      ['input', 'select']
        .flatMap((element) => tagsOf(form.html, element))
        .map((tag) => [attributeOf(tag, 'name') ?? '', attributeOf(tag, 'value') ?? '']),
    )
    return { ...fields, form_key: formKeyOf(form.html, `/customers/${id}`), ...change }
  }

  it('shows what is stored, and saves what is changed', async () => {
    const { id } = await makeCustomer(test.clinic, branch, {
      name: 'Neha Patel',
      phone: '+919845120995',
      date_of_birth: '1983-09-02',
    })
    const fields = await edited(id, { gender: '' })
    expect(fields).toMatchObject({ phone: '98451 20995', date_of_birth: '2 Sep 1983' })
    const page = await reception.postAndFollow(`/customers/${id}`, { ...fields, name: 'Neha P.' })
    expect(textOf(page.html)).toMatch(/Neha P\..*\+91 98451 20995/)
  })

  it('shows the contact person by name, and keeps them', async () => {
    const mother = await makeCustomer(test.clinic, branch, { name: 'Lalita Menon' })
    const { id } = await makeCustomer(test.clinic, branch, {
      name: 'Child of Lalita',
      phone: null,
      reached_through_id: mother.id,
    })
    const fields = await edited(id, { gender: '', skin_type: 'Dry' })
    expect(fields).toMatchObject({ reached_through: 'Lalita Menon' })
    const page = await reception.postAndFollow(`/customers/${id}`, fields)
    expect(textOf(page.html)).toContain('contact person: Lalita Menon')
  })

  it('changes a date of birth to a year, and says who else changed it', async () => {
    const { id } = await makeCustomer(test.clinic, branch, { date_of_birth: '1983-09-02' })
    const late = await edited(id, { gender: '', date_of_birth: '1984' })
    const first = await edited(id, { gender: '', date_of_birth: '1985' })
    const page = await reception.postAndFollow(`/customers/${id}`, first)
    expect(textOf(page.html)).toContain('1985 (about 41 yrs)')
    const refused = await reception.post(`/customers/${id}`, late)
    expect(textOf(refused.html)).toMatch(/Meena Joshi changed Date of birth to “1985” at \d\d:\d\d/)
  })

  it('saves what two desks changed in different fields, and says what the other changed', async () => {
    const { id } = await makeCustomer(test.clinic, branch, { name: 'Both change them' })
    const mine = await edited(id, { gender: '', skin_type: 'Dry' })
    const theirs = await edited(id, { gender: '', name: 'Changed by the other desk' })
    expect((await reception.post(`/customers/${id}`, theirs)).status).toBe(303)
    const page = await reception.postAndFollow(`/customers/${id}`, mine)
    expect(textOf(page.html)).toMatch(
      /Customer saved\. Meena Joshi changed Name to “Changed by the other desk” at \d\d:\d\d\./,
    )
    const form = await reception.get(`/customers/${id}/edit`)
    expect([valueIn(form.html, 'name'), valueIn(form.html, 'skin_type')]).toEqual([
      'Changed by the other desk',
      'Dry',
    ])
  })

  describe('when two desks changed the same field', () => {
    async function clash(field: string, theirs: string, mine: string) {
      const { id } = await makeCustomer(test.clinic, branch)
      const late = await edited(id, { gender: '', [field]: mine })
      const first = await edited(id, { gender: '', [field]: theirs })
      expect((await reception.post(`/customers/${id}`, first)).status).toBe(303)
      const page = await reception.post(`/customers/${id}`, late)
      const opened = valueIn(page.html, 'opened') ?? ''
      const again = { ...late, opened, form_key: formKeyOf(page.html, `/customers/${id}`) }
      const saved = async () => {
        const form = await reception.get(`/customers/${id}/edit`)
        return valueIn(form.html, field)
      }
      return {
        page,
        again,
        saved,
        send: (fields: Record<string, string>) => reception.post(`/customers/${id}`, fields),
      }
    }

    it('shows both values, with who and when, and saves nothing', async () => {
      const { page, saved } = await clash('skin_type', 'Oily', 'Dry')
      expect(page.status).toBe(409)
      expect(textOf(page.html)).toMatch(
        /Meena Joshi changed Skin type to “Oily” at \d\d:\d\d\..*Keep “Oily”/,
      )
      expect(valueIn(page.html, 'skin_type')).toBe('Dry')
      expect(await saved()).toBe('Oily')
    })

    it('saves the own value when it is sent again', async () => {
      const { again, send, saved } = await clash('skin_type', 'Oily', 'Dry')
      expect((await send(again)).status).toBe(303)
      expect(await saved()).toBe('Dry')
    })

    it('keeps the other desk’s value when that is chosen', async () => {
      const { again, send, saved } = await clash('skin_type', 'Oily', 'Dry')
      expect((await send({ ...again, take: 'skin_type', email: 'a@b.in' })).status).toBe(303)
      expect(await saved()).toBe('Oily')
    })

    it('keeps both allergies', async () => {
      const { page, again, send } = await clash('allergies', 'Penicillin', 'Latex')
      expect(textOf(page.html)).toContain('Both are in the field now.')
      const both = valueIn(page.html, 'allergies') ?? ''
      expect(both).toBe('Penicillin, Latex')
      const shown = await reception.postAndFollow(
        `/customers/${page.html.match(/customers\/([\w-]{36})/)?.[1]}`,
        { ...again, allergies: both },
      )
      expect(textOf(shown.html)).toContain('Penicillin, Latex')
      expect((await send({ ...again, allergies: both })).status).toBe(303)
    })
  })

  it('keeps the clinical notes that a reception may not see', async () => {
    const place = await makeBranch(test.clinic, {
      name: 'Discreet',
      settings: { receptionSeesClinicalNotes: false },
    })
    const { id } = await makeCustomer(test.clinic, place, {
      name: 'Noted',
      notes: 'Secret words of the doctor',
    })
    const desk = new Browser(test.app, await loginAs(test.clinic, place, 'receptionist'))
    const doctor = new Browser(test.app, await loginAs(test.clinic, place, 'doctor'))
    for (const path of [`/customers/${id}`, `/customers/${id}/edit`]) {
      expect((await desk.get(path)).html).not.toContain('Secret words')
      expect((await doctor.get(path)).html).toContain('Secret words')
    }
    const fields = await edited(id, { gender: '', name: 'Renamed', notes: 'Overwritten' }, desk)
    expect((await desk.post(`/customers/${id}`, fields)).status).toBe(303)
    const page = await doctor.get(`/customers/${id}`)
    expect(textOf(page.html)).toMatch(/Renamed.*Secret words of the doctor/)
  })
})

describe('a session on her page', () => {
  async function course() {
    const customer = await makeCustomer(test.clinic, branch)
    const enrollment = await makeEnrollment(test.clinic, branch, { customerId: customer.id })
    const [sessionId = ''] = enrollment.sessionIds
    const path = `/customers/${customer.id}/sessions/${sessionId}/completion`
    return {
      ...customer,
      enrollment,
      sessionId,
      path,
      page: `/customers/${customer.id}?tab=packages`,
    }
  }

  /** What the Undo in this part of the page sends to name the completion. */
  function undoneIn(html: string): Record<string, string> {
    const field = tagsOf(html, 'input').find((tag) => attributeOf(tag, 'name') === 'completed_at')
    return { completed_at: attributeOf(field ?? '', 'value') ?? '' }
  }

  it('is completed with one press, which says what is left', async () => {
    const { page, path } = await course()
    const card = await therapist.get(page)
    const done = await therapist.postAndFollow(path, { form_key: formKeyOf(card.html, path) })
    expect(textOf(done.html)).toContain('Priya Mehta: Session 1 completed, 3 sessions left.')
    expect(textOf(done.html)).toContain('Complete session 2')
  })

  it('answers htmx with the card alone, and the message beside it', async () => {
    const { page, path, enrollment } = await course()
    const id = `package-${enrollment.id}`
    await therapist.post(path, {})
    const card = await therapist.get(page, { 'HX-Request': 'true', 'HX-Target': `article#${id}` })
    expect(card.html).not.toContain('<html')
    expect(card.html).toContain(`id="${id}"`)
    expect(textOf(card.html)).toContain('Session 1 completed')
  })

  it('is undone with one press, and refused a second time with the reason on the page', async () => {
    const { path, page } = await course()
    await therapist.post(path, {})
    const twice = await therapist.postAndFollow(path, {})
    expect(textOf(twice.html)).toContain('Session 1 is already completed.')
    const named = undoneIn((await therapist.get(page)).html)
    const undone = await therapist.postAndFollow(`${path}/undo`, named)
    expect(textOf(undone.html)).toContain('Undone: session 1 of Priya Mehta is open again.')
    const again = await therapist.postAndFollow(`${path}/undo`, named)
    expect(textOf(again.html)).toContain('Nisha Rane reopened session 1 at 12:00.')
  })

  it('is undone from the message that says it is completed', async () => {
    const { path } = await course()
    const done = await therapist.postAndFollow(path, {})
    const toast = done.html.split('data-toast')[1] ?? ''
    const undone = await therapist.postAndFollow(`${path}/undo`, undoneIn(toast))
    expect(textOf(undone.html)).toContain('Undone: session 1 of Priya Mehta is open again.')
  })

  it('asks at its field why it is undone later', async () => {
    const { path, page } = await course()
    await therapist.post(path, {})
    clock.set('2026-03-04', '09:00')
    const admin = await browserAs(test, branch, 'admin')
    const named = undoneIn((await admin.get(page)).html)
    const asked = await admin.postAndFollow(`${path}/undo`, { ...named, reason: '' })
    const field = tagsOf(asked.html, 'input').find((tag) => attributeOf(tag, 'name') === 'reason')
    expect(attributeOf(field ?? '', 'aria-invalid')).toBe('true')
    expect(textOf(asked.html)).toContain('Enter a reason: this step was taken on an earlier day.')
    const undone = await admin.postAndFollow(`${path}/undo`, { ...named, reason: 'Wrong row' })
    expect(textOf(undone.html)).toContain('is open again.')
    clock.set(TODAY, '12:00')
  })

  it('is completed before its day only as done today', async () => {
    const { id: customerId, path, page, sessionId } = await course()
    const appointmentId = await makeAppointment(test.clinic, branch, {
      customerId,
      sessionId,
      date: '2026-03-04',
      startTime: '17:30',
    })
    expect(textOf((await therapist.get(page)).html)).toContain('Complete session 1')
    const asked = await therapist.postAndFollow(path, {})
    expect(textOf(asked.html)).toContain('Booked for Wed 4 Mar. Done today instead?')
    expect(tagsOf(asked.html, 'button').find((tag) => tag.includes('name="today"'))).toContain(
      'autofocus',
    )
    const done = await therapist.postAndFollow(path, { today: 'true' })
    expect(textOf(done.html)).toContain('Session 1 completed, 3 sessions left.')
    const act = /appointments\/acts\/[^/]+\/undo/.exec(done.html)?.[0]
    const undone = await therapist.postAndFollow(`/${act}`, { back: page })
    expect(textOf(undone.html)).toContain('Priya Mehta’s visit is open again.')
    const row = await findAppointment(test.clinic.read({ branchId: branch.id }), appointmentId)
    expect(row).toMatchObject({ status: 'scheduled', date: '2026-03-04', startTime: '17:30' })
  })

  it('opens the chat of what it completed, and records that', async () => {
    const { path, id } = await course()
    await therapist.post(path, {})
    const answer = await therapist.post(path.replace('/completion', '/messages'), {})
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toMatch(/^https:\/\/wa\.me\/91\d{10}\?text=/)
    const { rows } = await test.database.pool.query(
      'select kind from messages where customer_id = $1',
      [id],
    )
    expect(rows).toEqual([{ kind: 'session_completed' }])
  })
})

describe('another branch', () => {
  it('has customers that are not there from here', async () => {
    const there = await makeBranch(test.clinic, { name: 'Indiranagar' })
    const { id } = await makeCustomer(test.clinic, there, { name: 'Theirs alone' })
    const { sessionIds } = await makeEnrollment(test.clinic, there, { customerId: id })
    const before = await countRows(test)
    for (const path of [`/customers/${id}`, `/customers/${id}/edit`]) {
      const page = await reception.get(path)
      expect(page.status).toBe(404)
      expect(page.html).not.toContain('Theirs alone')
    }
    const session = `/customers/${id}/sessions/${sessionIds[0]}`
    for (const path of [
      `/customers/${id}`,
      `${session}/completion`,
      `${session}/completion/undo`,
      `${session}/messages`,
    ]) {
      const page = await reception.post(path, { name: 'Taken over', phone: '9845120999' })
      expect(`${path} ${page.status}`).toBe(`${path} 404`)
    }
    expect((await reception.get('/customers?search=theirs')).html).not.toContain('Theirs alone')
    expect((await reception.get('/find?q=theirs')).html).not.toContain('Theirs alone')
    expect(await countRows(test)).toEqual(before)
  })
})

describe('the list of customers', () => {
  let place: TestBranch
  let desk: Browser

  beforeAll(async () => {
    place = await makeBranch(test.clinic, { name: 'A branch to sort' })
    desk = new Browser(test.app, await loginAs(test.clinic, place, 'receptionist'))
    const asha = await makeCustomer(test.clinic, place, { name: 'Asha Rao', birth_year: 1985 })
    await makeCustomer(test.clinic, place, { name: 'Bina Shah', blood_type: 'O-' })
    await makeAppointment(test.clinic, place, {
      customerId: asha.id,
      date: TODAY,
      startTime: '12:30',
      status: 'confirmed',
    })
  })

  const headsOf = (page: Page) =>
    tagsOf(page.html, 'th')
      .filter((tag) => attributeOf(tag, 'aria-sort') !== undefined)
      .map((tag) => attributeOf(tag, 'aria-sort'))

  it('is sorted by links in its heads, which turn round and keep the search', async () => {
    const own = await desk.get('/customers')
    expect(headsOf(own)).toEqual(['ascending', 'none', 'none'])
    expect(own.html).toContain('href="/customers?sort=-name"')
    expect(own.html).toContain('href="/customers?sort=age"')
    const sorted = await desk.get('/customers?search=a&sort=-last-visit')
    expect(headsOf(sorted)).toEqual(['none', 'none', 'descending'])
    expect(sorted.html).toContain('href="/customers?search=a&amp;sort=last-visit"')
    expect(sorted.html).toContain('<input type="hidden" name="sort" value="-last-visit"')
    expect(textOf((await desk.get('/customers?sort=-name')).html)).toMatch(/Bina Shah.*Asha Rao/)
    expect((await desk.get('/customers?sort=nonsense')).status).toBe(200)
  })

  it('puts the best match of a search first, so that no head is marked', async () => {
    expect(headsOf(await desk.get('/customers?search=rao'))).toEqual(['none', 'none', 'none'])
  })

  it('counts what the search finds', async () => {
    const text = textOf((await desk.get('/customers?search=asha')).html)
    expect(text).toContain('1 found')
    expect(text).toContain('All 1')
    expect(textOf((await desk.get('/customers')).html)).toContain('2 in all')
  })

  it('says today and the time of a visit that is still to come, and about how old', async () => {
    const text = textOf((await desk.get('/customers')).html)
    expect(text).toContain('Today 12:30')
    expect(text).toContain('about 41 / —')
    expect(text).toContain('O−')
  })
})

describe('a phone that is taken', () => {
  it('leads to the customer who has it, and makes them the contact person', async () => {
    const holder = await makeCustomer(test.clinic, branch, {
      name: 'Mother Rao',
      phone: '+919845120970',
    })
    const fields = { name: 'Child Rao', phone: '98451 20970', phone_use: '' }
    const refused = await reception.post('/customers', fields)
    expect(refused.status).toBe(409)
    expect(refused.html).toContain(`<a class="link" href="/customers/${holder.id}">`)
    expect(textOf(refused.html)).toContain(
      'Save without a phone, with Mother Rao as contact person',
    )
    const chosen = {
      ...fields,
      phone_use: 'contact',
      phone_holder: valueIn(refused.html, 'phone_holder') ?? '',
      phone_holder_name: valueIn(refused.html, 'phone_holder_name') ?? '',
    }
    const again = await reception.post('/customers', { ...chosen, email: 'x' })
    expect(again.status).toBe(422)
    expect(valueIn(again.html, 'phone_holder')).toBe(holder.id)
    const saved = await reception.postAndFollow('/customers', chosen)
    expect(textOf(saved.html)).toContain('contact person: Mother Rao')
  })
})

describe('what is typed', () => {
  const saved = (fields: Record<string, string>) => reception.postAndFollow('/customers', fields)

  it('is a name only with a visible character', async () => {
    const before = await countRows(test)
    for (const name of ['\u200b', '\u2060\u200d', '\u2800', '\u3164']) {
      expectIssue(await reception.post('/customers', { name }), 'name', 'Enter a name.')
    }
    expect(await countRows(test)).toEqual(before)
  })

  it('has as many characters as the browser counts, its lines ended by LF', async () => {
    const notes = Array.from({ length: 100 }, () => 'x'.repeat(19)).join('\r\n')
    const page = await saved({ name: 'Long Notes', phone: '98451 20971', notes })
    expect(textOf(page.html)).toContain('Customer saved.')
    const { rows } = await test.database.pool.query(
      'select id, notes from customers where name = $1',
      ['Long Notes'],
    )
    expect(rows[0].notes).toBe(notes.replaceAll('\r\n', '\n'))
    const entries = () => auditOf(test, 'customers', rows[0].id)
    const before = await entries()
    await reception.post(`/customers/${rows[0].id}`, {
      name: 'Long Notes',
      phone: '98451 20971',
      notes,
    })
    expect(await entries()).toEqual(before)
  })

  it('keeps its lines apart where it is shown in one line', async () => {
    const page = await saved({
      name: 'Many Lines',
      phone: '98451 20972',
      address: 'Flat 5,\r\nMG Road\r\n\r\nBengaluru',
      allergies: 'Lidocaine\r\nLatex',
      chief_concern: 'acne\nscars',
    })
    const text = textOf(page.html)
    expect(text).toContain('Flat 5, MG Road, Bengaluru')
    expect(text).toContain('Allergies: Lidocaine, Latex')
    expect(text).toContain('Chief concern: acne, scars')
  })

  it.each([
    ['12/05/85', '12 May 1985 (40 yrs)'],
    ['1985', '1985 (about 41 yrs)'],
    ['41 yrs', '1985 (about 41 yrs)'],
  ])('as a birth date, %s, is read as %s', async (date_of_birth, shown) => {
    const phone = somePhone()
    const page = await saved({ name: 'Born Then', phone, date_of_birth })
    expect(textOf(page.html)).toContain(shown)
    const { rows } = await test.database.pool.query('select id from customers where phone = $1', [
      phone,
    ])
    const form = await reception.get(`/customers/${rows[0].id}/edit`)
    expect(valueIn(form.html, 'date_of_birth')).toBe(shown.split(' (')[0])
  })

  it.each([
    ['1 feb', 'Add the year, like 15 Apr 1997.'],
    ['today', 'Add the year, like 15 Apr 1997.'],
    ['2027', 'Date of birth is in the future.'],
  ])('as a birth date, %s, is refused', async (date_of_birth, message) => {
    const page = await reception.post('/customers', { name: 'Born Then', date_of_birth })
    expectIssue(page, 'date_of_birth', message)
  })

  it('books the one with exactly this name, of the many who have it in theirs', async () => {
    const { id } = await makeCustomer(test.clinic, branch, { name: 'Meena' })
    for (const first of 'ABCDEFGHI') {
      await makeCustomer(test.clinic, branch, { name: `${first}. Meena` })
    }
    const page = await saved({ name: 'Their Child', phone: '', reached_through: 'meena' })
    expect(textOf(page.html)).toContain('contact person: Meena')
    expect((await reception.get(`/customers/${id}`)).status).toBe(200)
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { type Browser, browserAs, useApp } from '../../support/app.ts'
import { makeBranch } from '../../support/factories.ts'

const test = useApp()
let browser: Browser

beforeAll(async () => {
  browser = await browserAs(test, await makeBranch(test.clinic), 'admin')
})

/** Addresses with a place for whatever somebody may put there. */
const ADDRESSES = [
  '/customers?search=X&page=X&filter=X',
  '/customers/options?q=X',
  '/customers/X?tab=X',
  '/customers/new?name=X&phone=X',
  '/billing?search=X&status=X&from=X&to=X&page=X',
  '/billing/items?q=X&type=X&customer_id=X',
  '/billing/new?customer_id=X&session_id=X&appointment_id=X',
  '/billing/X',
  '/billing/X/invoice.pdf?format=X',
  '/find?q=X',
  '/appointments?view=X&date=X&staff_id=X&room_id=X&treatment_id=X&status=X&by=X',
  '/appointments?open=X&focus=X',
  '/appointments/X',
  '/appointments/X/edit',
  '/appointments/new?customer_id=X&customer=X&session_id=X&treatment=X&staff_id=X&room_id=X',
  '/appointments/new?date=X&time=X&duration=X&back=X',
  '/inventory/X/stock-in',
  '/sign-in?next=X',
]

const VALUES = [
  '%00',
  '%ED%A0%80',
  '%',
  '%25',
  '_',
  '%5C',
  encodeURIComponent(`'"<>&\${}{{}}`),
  encodeURIComponent('😀 सुषमा'),
  'a'.repeat(3000),
  'NaN',
  '-1',
  '1e400',
  '99999999999',
  '2026-02-30',
  'infinity',
  '24:00',
  '[]',
  '..%2F..%2F',
]

describe('whatever is put into an address', () => {
  it.each(ADDRESSES)('%s is answered, never with a mistake of the program', async (address) => {
    for (const value of VALUES) {
      const { status } = await browser.get(address.replaceAll('X', value))
      expect(status, value).toBeLessThan(500)
    }
  })
})

describe('whatever a form is sent with', () => {
  const FORMS = [
    '/customers',
    '/appointments',
    '/billing',
    '/billing/new/totals',
    '/billing/new/lines',
    '/shortcuts',
  ]
  const FIELDS = [
    'name phone new_name new_phone customer customer_id treatment staff_id room_id date time',
    'duration notes reason step back discount due_date payment_status payment_mode amount_paid',
    'lines.0.item lines.0.item_id lines.0.type lines.0.quantity lines.0.rate lines.199.item',
    'lines.0.discount lines.999.item form_key date_of_birth gender blood_type state_code',
  ].flatMap((names) => names.split(' '))

  it.each(FORMS)('%s is answered, never with a mistake of the program', async (path) => {
    for (const value of [
      '\0',
      '\uFFFE',
      'x'.repeat(5000),
      '-1',
      '1e9',
      '<3',
      '2026-02-30',
      '   ',
    ]) {
      const fields = Object.fromEntries(FIELDS.map((name) => [name, value]))
      const { status } = await browser.post(path, fields, { Referer: 'http://' })
      expect(status, JSON.stringify(value.slice(0, 10))).toBeLessThan(500)
    }
  })
})

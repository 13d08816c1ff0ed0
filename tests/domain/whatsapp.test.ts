import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  appointmentText,
  closingText,
  invoiceText,
  MESSAGE_TEMPLATES,
  sessionText,
  whatsappUrl,
} from '../../src/domain/whatsapp.ts'

const PRIYA = { name: 'Priya Mehta', clinicName: 'Linqs Clinic' }
const VISIT = { ...PRIYA, date: '2026-03-10', time: '16:30' }
const INVOICE = {
  ...PRIYA,
  invoiceNumber: 'INV-2026-0043',
  totalPaise: 590_000,
  balancePaise: 150_050,
}

describe('whatsappUrl', () => {
  it('has the digits of the number and %20 for a space', () => {
    expect(whatsappUrl('+919876543210', 'Dear Priya,\n₹500 & more?')).toBe(
      'https://wa.me/919876543210?text=Dear%20Priya%2C%0A%E2%82%B9500%20%26%20more%3F',
    )
  })

  it('works with any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const url = whatsappUrl('+919876543210', text)
        expect(url).not.toMatch(/[+\s]/)
        expect(new URL(url).searchParams.get('text')).toBe(text)
      }),
      { seed: 1, numRuns: 200 },
    )
    expect(whatsappUrl('+919876543210', 'half \ud83d')).toContain('half%20%EF%BF%BD')
  })
})

describe('the texts', () => {
  const table: [string, string, string][] = [
    [
      'booked',
      appointmentText('appointment_booked', VISIT),
      'Dear Priya Mehta, your appointment at Linqs Clinic is booked for Tue 10 Mar 2026 at 4:30 pm. Please reply here if you need another time.',
    ],
    [
      'confirmed',
      appointmentText('appointment_confirmed', { ...VISIT, time: '00:05' }),
      'Dear Priya Mehta, your appointment at Linqs Clinic on Tue 10 Mar 2026 at 12:05 am is confirmed. We look forward to seeing you.',
    ],
    [
      'moved',
      appointmentText('appointment_moved', { ...VISIT, time: '12:00' }),
      'Dear Priya Mehta, your appointment at Linqs Clinic has moved to Tue 10 Mar 2026 at 12:00 pm. Please reply here if this does not suit you.',
    ],
    [
      'cancelled',
      appointmentText('appointment_cancelled', { ...VISIT, time: '09:00' }),
      'Dear Priya Mehta, your appointment at Linqs Clinic on Tue 10 Mar 2026 at 9:00 am is cancelled. Please reply here for another time.',
    ],
    [
      'reminder',
      appointmentText('appointment_reminder', VISIT),
      'Dear Priya Mehta, this is a reminder of your appointment at Linqs Clinic on Tue 10 Mar 2026 at 4:30 pm. Kindly reply YES to confirm.',
    ],
    [
      'missed',
      appointmentText('appointment_missed', VISIT),
      'Dear Priya Mehta, we missed you at Linqs Clinic on Tue 10 Mar 2026. Please reply here for another time.',
    ],
    [
      'visit completed',
      appointmentText('appointment_completed', VISIT),
      'Dear Priya Mehta, thank you for your visit to Linqs Clinic. Please reply here for your next appointment.',
    ],
    [
      'session completed',
      sessionText('session_completed', { ...PRIYA, sessionNumber: 6, remaining: 2 }),
      'Dear Priya Mehta, your session 6 at Linqs Clinic is completed, thank you. 2 sessions remain in your package.',
    ],
    [
      'last session completed',
      sessionText('session_completed', { ...PRIYA, sessionNumber: 8, remaining: 0 }),
      'Dear Priya Mehta, your session 8 at Linqs Clinic is completed, thank you. No sessions remain in your package.',
    ],
    [
      'package nearly complete',
      sessionText('package_nearly_complete', { ...PRIYA, sessionNumber: 7, remaining: 1 }),
      'Dear Priya Mehta, thank you for visiting Linqs Clinic. 1 session remains in your package.',
    ],
    [
      'invoice with a balance',
      invoiceText(INVOICE),
      'Dear Priya Mehta, your invoice INV-2026-0043 from Linqs Clinic is ₹5,900. The balance is ₹1,500.50.',
    ],
    [
      'paid invoice',
      invoiceText({ ...INVOICE, balancePaise: 0, link: 'https://clinic.example/i/x_y' }),
      'Dear Priya Mehta, your invoice INV-2026-0043 of ₹5,900 from Linqs Clinic is fully paid. Thank you.\nhttps://clinic.example/i/x_y',
    ],
    [
      'visit closed, paid and booked again',
      closingText(PRIYA, {
        bill: { ...INVOICE, balancePaise: 0 },
        next: { date: VISIT.date, time: '09:00' },
      }),
      'Dear Priya Mehta, thank you for your visit to Linqs Clinic. Your invoice INV-2026-0043 of ₹5,900 is fully paid, and your next appointment is on Tue 10 Mar 2026 at 9:00 am.',
    ],
    [
      'visit closed with a balance',
      closingText(PRIYA, { bill: INVOICE, next: null }),
      'Dear Priya Mehta, thank you for your visit to Linqs Clinic. Your invoice INV-2026-0043 is ₹5,900, of which ₹1,500.50 is due.',
    ],
    [
      'visit closed without a bill',
      closingText(PRIYA, { bill: null, next: { date: VISIT.date, time: '16:30' } }),
      'Dear Priya Mehta, thank you for your visit to Linqs Clinic. Your next appointment is on Tue 10 Mar 2026 at 4:30 pm.',
    ],
    [
      'visit closed with nothing more',
      closingText(PRIYA, { bill: null, next: null }),
      'Dear Priya Mehta, thank you for your visit to Linqs Clinic.',
    ],
  ]
  it.each(table)('%s', (_name, text, expected) => {
    expect(text).toBe(expected)
    expect(text.match(/[.?!](\s|$)/g)?.length).toBeLessThanOrEqual(2)
  })

  it('exist for every kind of message', () => {
    const openings = Object.values(MESSAGE_TEMPLATES).map((template) => template.split('{')[0])
    expect(new Set(openings)).toEqual(new Set(['Dear ']))
    expect(table.length).toBeGreaterThan(Object.keys(MESSAGE_TEMPLATES).length)
  })

  it('have no treatment, staff or note in them', () => {
    const placeholders = Object.values(MESSAGE_TEMPLATES)
      .join()
      .match(/\{\w+\}/g)
    expect([...new Set(placeholders)].toSorted()).toEqual([
      '{balance}',
      '{clinic}',
      '{date}',
      '{invoice}',
      '{name}',
      '{remaining}',
      '{session}',
      '{time}',
      '{total}',
    ])
  })

  it('use a name as plain text, not as a pattern, a placeholder or formatting', () => {
    const named = (name: string) =>
      appointmentText('appointment_booked', { ...VISIT, name }).split(', your')[0]
    expect(named("O'Brien <3")).toBe("Dear O'Brien <3")
    expect(named('$& {clinic}')).toBe('Dear $& {clinic}')
    expect(named('*Priya* _M_\n~x~ `y`')).toBe('Dear Priya M x y')
  })

  it('fit in a link with the longest names', () => {
    const name = '🙂'.repeat(200)
    const url = whatsappUrl(
      '+919876543210',
      appointmentText('appointment_booked', { ...VISIT, name, clinicName: name }),
    )
    expect(url.length).toBeLessThan(2000)
    expect(url).not.toContain('%EF%BF%BD')
  })
})

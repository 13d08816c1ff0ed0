import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatPhone,
  formatPhoneWithCode,
  parsePhone,
  phoneSearchDigits,
} from '../../src/domain/phone.ts'

describe('parsePhone', () => {
  it.each([
    '98765 43210',
    '9876543210',
    '098765-43210',
    '98765.43210',
    '(98765) 43210',
    '+91 98765 43210',
    '+91-98765-43210',
    '91-9876543210',
    '919876543210',
    '0091 98765 43210',
    '  9876543210  ',
    '+91 (0) 98765 43210',
    '0091 0 98765 43210',
    '98765–43210',
    '98765\u00a043210',
    '\u202a+91 98765 43210\u202c',
    '९८७६५ ४३२१०',
    '９８７６５４３２１０',
  ])('reads %j as Priya’s number', (text) => {
    expect(parsePhone(text)).toBe('+919876543210')
  })

  it.each([
    ['87654 32109', '+918765432109'],
    ['76543 21098', '+917654321098'],
    ['9198765432', '+919198765432'],
    ['09198765432', '+919198765432'],
    ['022 2345 6789', '+912223456789'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['0044 20 7946 0958', '+442079460958'],
    ['+971501234567', '+971501234567'],
  ])('reads %j as %s', (text, phone) => {
    expect(parsePhone(text)).toBe(phone)
  })

  it.each([
    '',
    '12345',
    '98765 4321',
    '98765 432100',
    '0000000000',
    '+91 98765 4321',
    '+91 98765 432101',
    '+0 12345678',
    '+',
    'priya',
    '9876543210 x2',
    '9876543210, 9876543211',
    '9876543210/11',
    '5'.repeat(31),
  ])('refuses %j', (text) => {
    expect(parsePhone(text)).toBeNull()
  })

  it('reads back every Indian number that it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }), (number) => {
        const phone = `+91${number}`
        expect(parsePhone(phone)).toBe(phone)
        expect(parsePhone(formatPhone(phone))).toBe(phone)
        expect(parsePhone(formatPhoneWithCode(phone))).toBe(phone)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('returns E.164 or null for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        expect(parsePhone(text) ?? '+1234567').toMatch(/^\+[1-9]\d{6,14}$/)
      }),
      { seed: 2, numRuns: 300 },
    )
  })
})

describe('formatPhone', () => {
  it('leaves out the country code for India only', () => {
    expect(formatPhone('+919876543210')).toBe('98765 43210')
    expect(formatPhone('+14155552671')).toBe('+14155552671')
    expect(formatPhoneWithCode('+919876543210')).toBe('+91 98765 43210')
    expect(formatPhoneWithCode('+14155552671')).toBe('+14155552671')
  })
})

describe('phoneSearchDigits', () => {
  it.each([
    ['98765', '98765'],
    ['98765 43', '9876543'],
    ['43210', '43210'],
    ['05555', '05555'],
    ['+91 98765 43210', '9876543210'],
    ['098765 43210', '9876543210'],
    ['0091 98765 43210', '9876543210'],
    ['९८७६५', '98765'],
  ])('are for %j %s', (text, digits) => {
    expect(phoneSearchDigits(text)).toBe(digits)
  })

  it.each(['', 'priya', '98765 p', '1'.repeat(16)])('are null for %j', (text) => {
    expect(phoneSearchDigits(text)).toBeNull()
  })

  it('are part of the number that they were typed for', () => {
    const typed = fc.constantFrom('', '+91 ', '0', '91', '0091 ')
    fc.assert(
      fc.property(typed, fc.integer({ min: 6_000_000_000, max: 9_999_999_999 }), (code, number) => {
        expect(`+91${number}`).toContain(phoneSearchDigits(`${code}${number}`))
      }),
      { seed: 3, numRuns: 300 },
    )
  })
})

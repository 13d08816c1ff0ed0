import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { upiUri } from '../../src/domain/upi.ts'

const PAYMENT = {
  payee: 'linqsclinic@okbank',
  name: 'Linqs Cosmetology',
  amountPaise: 531_500,
  note: 'Invoice INV/26-27/00042',
  reference: 'INV/26-27/00042',
}

describe('upiUri', () => {
  it('has payee, amount, currency, reference and note', () => {
    expect(upiUri(PAYMENT)).toBe(
      'upi://pay?pa=linqsclinic@okbank&pn=Linqs%20Cosmetology&am=5315.00&cu=INR&tr=INV262700042&tn=Invoice%20INV-26-27-00042',
    )
  })

  it('can be read back for any name of the clinic', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 1, max: 9_999_999_999 }),
        (name, amountPaise) => {
          const uri = upiUri({ ...PAYMENT, name, amountPaise })
          expect(uri).not.toMatch(/[\s+#]/)
          const read = new URLSearchParams(uri.slice('upi://pay?'.length))
          expect([...read.keys()]).toEqual(['pa', 'pn', 'am', 'cu', 'tr', 'tn'])
          expect(read.get('pn')).toBe(name)
          expect(read.get('am')).toMatch(/^\d+\.\d\d$/)
          expect(Math.round(Number(read.get('am')) * 100)).toBe(amountPaise)
        },
      ),
      { seed: 1, numRuns: 200 },
    )
  })

  it('keeps note and reference to what banks accept', () => {
    const long = 'Invoice ₹ & more '.repeat(20)
    const read = new URLSearchParams(upiUri({ ...PAYMENT, note: long, reference: long }).slice(10))
    expect(read.get('tn')).toMatch(/^[A-Za-z0-9 -]{1,50}$/)
    expect(read.get('tr')).toMatch(/^[A-Za-z0-9]{1,35}$/)
  })

  it('does not throw on half a surrogate pair', () => {
    expect(upiUri({ ...PAYMENT, name: 'Linqs \ud83d' })).toContain('pn=Linqs%20%EF%BF%BD&')
  })

  it.each([0, -100])('throws for a payment of %d', (amountPaise) => {
    expect(() => upiUri({ ...PAYMENT, amountPaise })).toThrow(RangeError)
  })
})

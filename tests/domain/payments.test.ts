import { describe, expect, it } from 'vitest'
import {
  assertPayable,
  type PaymentInput,
  settle,
  settlementOf,
  takePayment,
} from '../../src/domain/payments.ts'

const cash = { mode: 'cash', reference: null } as const

function refusedAt(path: string) {
  return expect.objectContaining({ issues: [expect.objectContaining({ path })] })
}

describe('settle', () => {
  it('takes exactly the total when a paid bill has no amount', () => {
    expect(settle({ status: 'paid', ...cash }, 53_100)).toEqual({
      status: 'paid',
      payment: { ...cash, amountPaise: 53_100 },
      paidPaise: 53_100,
      openPaise: 0,
      changePaise: 0,
    })
  })

  it('gives change for cash above the total, and records the total', () => {
    const settled = settle({ status: 'paid', ...cash, amountPaise: 60_000 }, 53_100)
    expect(settled).toMatchObject({ paidPaise: 53_100, openPaise: 0, changePaise: 6_900 })
  })

  it('leaves the rest open after a part payment', () => {
    const settled = settle({ status: 'partial', ...cash, amountPaise: 30_000 }, 53_100)
    expect(settled).toMatchObject({ status: 'partial', paidPaise: 30_000, openPaise: 23_100 })
  })

  it('records no payment for a pending bill', () => {
    expect(settle({ status: 'pending' }, 53_100)).toEqual({
      status: 'pending',
      payment: null,
      paidPaise: 0,
      openPaise: 53_100,
      changePaise: 0,
    })
  })

  it.each<PaymentInput>([
    { status: 'pending' },
    { status: 'paid', ...cash },
    { status: 'paid', ...cash, amountPaise: 0 },
  ])('counts a bill of ₹0 as paid without a payment: %o', (input) => {
    expect(settle(input, 0)).toMatchObject({ status: 'paid', payment: null, openPaise: 0 })
  })

  it.each([10_000, null])('refuses a part payment of %s of a bill of ₹0', (amountPaise) => {
    expect(() => settle({ status: 'partial', ...cash, amountPaise }, 0)).toThrow(
      refusedAt('amount_paid'),
    )
  })

  it.each<[string, PaymentInput]>([
    ['an amount on a pending bill', { status: 'pending', amountPaise: 100 }],
    ['less than the total on a paid bill', { status: 'paid', ...cash, amountPaise: 53_099 }],
    ['more than the total by card', { status: 'paid', ...cash, mode: 'card', amountPaise: 53_101 }],
    ['a part payment without an amount', { status: 'partial', ...cash, amountPaise: null }],
    ['a part payment of 0', { status: 'partial', ...cash, amountPaise: 0 }],
    ['a part payment of the whole total', { status: 'partial', ...cash, amountPaise: 53_100 }],
  ])('refuses %s', (_, input) => {
    expect(() => settle(input, 53_100)).toThrow(refusedAt('amount_paid'))
  })
})

describe('settlementOf', () => {
  const table: [number, number, number, number, string][] = [
    [590_000, 0, 0, 590_000, 'pending'],
    [590_000, 0, 1, 589_999, 'partial'],
    [590_000, 0, 590_000, 0, 'paid'],
    [590_000, 59_000, 531_000, 0, 'paid'],
    [590_000, 59_000, 590_000, -59_000, 'paid'],
    [590_000, 590_000, 0, 0, 'paid'],
    [590_000, 59_000, 0, 531_000, 'pending'],
    [0, 0, 0, 0, 'paid'],
  ]
  it.each(table)(
    'of %d, credited %d, paid %d, leaves %d: %s',
    (totalPaise, creditedPaise, paidPaise, balancePaise, status) => {
      const settled = settlementOf({ totalPaise, creditedPaise, paidPaise })
      expect(settled).toEqual({ balancePaise, status })
    },
  )
})

describe('assertPayable', () => {
  it('accepts the whole balance', () => {
    expect(() => assertPayable(239_950, 239_950)).not.toThrow()
  })

  it('refuses more than the balance, and says what it is', () => {
    const refused = expect.objectContaining({
      code: 'payment_exceeds_balance',
      message: 'Balance is ₹2,399.50.',
      conflict: { balance: 2399.5 },
    })
    expect(() => assertPayable(239_950, 239_951)).toThrow(refused)
  })

  it.each([0, -1, 0.5])('refuses %d', (amount) => {
    expect(() => assertPayable(239_950, amount)).toThrow(refusedAt('amount'))
  })
})

describe('takePayment', () => {
  const handed = { amountPaise: 250_000, mode: 'cash', shownBalancePaise: 240_000 } as const

  it('records the balance and returns the rest of the cash', () => {
    expect(takePayment(240_000, handed)).toEqual({ amountPaise: 240_000, changePaise: 10_000 })
  })

  it('returns nothing of a part payment', () => {
    const part = { ...handed, amountPaise: 100_000 }
    expect(takePayment(240_000, part)).toEqual({ amountPaise: 100_000, changePaise: 0 })
  })

  it.each([
    ['by UPI', { ...handed, mode: 'upi' as const }],
    ['by card', { ...handed, mode: 'card' as const }],
    ['when the desk was shown another balance', { ...handed, shownBalancePaise: 300_000 }],
    ['when no desk returns change', { ...handed, shownBalancePaise: null }],
  ])('refuses more than the balance %s, and says what it is', (_, tendered) => {
    expect(() => takePayment(240_000, tendered)).toThrow('Balance is ₹2,400.')
  })
})

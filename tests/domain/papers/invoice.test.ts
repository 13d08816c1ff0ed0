import { describe, expect, it } from 'vitest'
import { computeBill } from '../../../src/domain/bill-totals.ts'
import {
  type InvoiceFacts,
  invoicePaper,
  withPayments,
} from '../../../src/domain/papers/invoice.ts'

const CLINIC = {
  clinicName: 'Linqs Clinic',
  address: '14-B, MG Road',
  clinicPhone: '+919810055555',
  clinicEmail: null,
  gstin: '29AABCL1234A1Z4',
  stateCode: '29',
  upiId: 'linqs@upi',
  invoiceTerms: '',
}
const LINE = {
  type: 'service' as const,
  description: 'Laser Legs — Session 6',
  detail: 'Session #6 of 8 · Dr. Kapoor',
  unit: null,
  hsnSac: '999722',
  unitPricePaise: 450_000,
  priceIncludesTax: false,
  sessionId: '11111111-1111-4111-8111-111111111111',
}

function facts(change: Partial<InvoiceFacts> = {}): InvoiceFacts {
  const lines = change.lines ?? [LINE]
  const totals = computeBill({
    lines: lines.map((line) => ({ ...line, quantityMilli: 2000, gstBp: 500, discount: null })),
    discount: { amountPaise: 10_000 },
    isInterState: false,
    roundToRupee: false,
    chargesTax: change.clinic?.gstin !== null,
  })
  return {
    clinic: CLINIC,
    number: 'INV-2026-0043',
    date: '2026-03-03',
    dueDate: '2026-03-10',
    placeOfSupply: '29',
    customer: { name: 'Priya Mehta', phone: '+919876543210', address: 'Bandra', stateCode: '27' },
    lines,
    totals,
    payments: [],
    ...change,
  }
}

describe('invoicePaper', () => {
  it('names the treatment of a session and who treated', () => {
    expect(invoicePaper(facts()).treatment).toEqual({
      name: 'Laser Legs',
      detail: 'Session #6 of 8 · Dr. Kapoor',
      visitDate: '2026-03-03',
    })
    const earlier = { ...LINE, visitDate: '2026-03-01' }
    const { treatment } = invoicePaper(facts({ lines: [earlier] }))
    expect(treatment?.visitDate).toBe('2026-03-01')
    const plain = { ...LINE, sessionId: null }
    expect(invoicePaper(facts({ lines: [plain] })).treatment).toBeNull()
  })

  it('prints goods with their unit and the discount on their line', () => {
    const tube = { ...LINE, type: 'product' as const, unit: 'tube', sessionId: null }
    const [line] = invoicePaper(facts({ lines: [tube] })).lines
    expect(line).toMatchObject({ quantity: '2 tube', discountPaise: 10_000, valuePaise: 890_000 })
  })

  it('adds up its payments', () => {
    const paid = { mode: 'upi' as const, amountPaise: 34_500, date: '2026-03-03', reference: null }
    expect(invoicePaper(facts({ payments: [paid] }))).toMatchObject({
      paidPaise: 34_500,
      balancePaise: 900_000,
      totals: { totalPaise: 934_500 },
    })
  })

  it('is a plain bill without a GSTIN', () => {
    const paper = invoicePaper(facts({ clinic: { ...CLINIC, gstin: null } }))
    expect(paper).toMatchObject({ chargesTax: false, document: { type: 'bill' } })
    expect(paper.clinic.gstin).toBeNull()
  })

  it('is plain JSON, and a draft until it has a number', () => {
    const paper = invoicePaper(facts({ number: null, customer: null }))
    expect(paper.document.number).toBe('Draft')
    expect(paper.customer.name).toBe('—')
    expect(JSON.parse(JSON.stringify(paper))).toEqual(paper)
  })
})

describe('withPayments', () => {
  it('shows what was paid later, and changes nothing else', () => {
    const issued = invoicePaper(facts())
    const paid = { mode: 'upi', amountPaise: 934_500, date: '2026-03-05', reference: null } as const
    const settled = withPayments(issued, [paid])
    expect(settled).toEqual({ ...issued, payments: [paid], paidPaise: 934_500, balancePaise: 0 })
  })
})

import { computeBill, type PricedLine } from '../../src/domain/bill-totals.ts'
import type { InvoiceLine, InvoicePaper } from '../../src/domain/papers/invoice.ts'

export type SampleLine = Partial<PricedLine> &
  Partial<Pick<InvoiceLine, 'description'>> & {
    detail?: string | null
    hsnSac?: string | null
  }

const LASER: SampleLine = {
  description: 'Laser Hair Removal, session 6',
  detail: 'Diode laser with cooling therapy',
  hsnSac: '999722',
  unitPricePaise: 450_000,
  gstBp: 500,
}

const GEL: SampleLine = {
  description: 'Laser Cooling Gel, 100 ml',
  detail: 'Batch B2026-012, expiry Jul 2027',
  hsnSac: '330499',
  unitPricePaise: 50_000,
  gstBp: 1800,
}

type Sample = {
  lines?: SampleLine[]
  chargesTax?: boolean
  isInterState?: boolean
  discountPaise?: number
  roundToRupee?: boolean
  paidPaise?: number
}

/** Priya Mehta's sixth session and a gel: total ₹5,315.00, nothing paid. */
export function sampleInvoice(sample: Sample = {}): InvoicePaper {
  const chargesTax = sample.chargesTax ?? true
  const inputs = (sample.lines ?? [LASER, GEL]).map((line) => ({
    description: 'Consultation',
    detail: null,
    hsnSac: null,
    unitPricePaise: 100_000,
    quantityMilli: 1000,
    gstBp: 500,
    priceIncludesTax: false,
    discount: null,
    ...line,
  }))
  const bill = computeBill({
    lines: inputs,
    discount: sample.discountPaise ? { amountPaise: sample.discountPaise } : null,
    isInterState: sample.isInterState ?? false,
    roundToRupee: sample.roundToRupee ?? false,
    chargesTax,
  })
  const paidPaise = sample.paidPaise ?? 0
  return {
    clinic: {
      name: 'Linqs Cosmetology Clinic',
      address: '14-B, MG Road, Bengaluru 560001, Karnataka',
      phone: '+919810055555',
      email: 'care@linqs.in',
      gstin: chargesTax ? '29AABCL1234A1Z4' : null,
      stateCode: '29',
      upiId: 'linqsclinic@upi',
      terms: 'Packages are valid for 12 months from enrolment. Opened products cannot be returned.',
    },
    document: {
      type: chargesTax ? 'tax_invoice' : 'bill',
      number: 'INV-2026-0043',
      date: '2026-03-03',
      dueDate: '2026-03-03',
    },
    customer: {
      name: 'Priya Mehta',
      address: 'Bandra, Mumbai 400050',
      phone: '+919876543210',
      stateCode: '27',
      gstin: null,
    },
    treatment: {
      name: 'Laser Hair Removal, full body',
      detail: 'Session 6 of 8 · Dr. Vivek Kapoor',
      visitDate: '2026-03-03',
    },
    placeOfSupply: { stateCode: '29', name: 'Karnataka' },
    lines: bill.lines.map((totals, index) => {
      const { description, detail, hsnSac, unitPricePaise, priceIncludesTax } = inputs[
        index
      ] as (typeof inputs)[number]
      return {
        description,
        detail,
        hsnSac,
        quantity: String(totals.quantityMilli / 1000),
        unitPricePaise,
        discountPaise: totals.lineDiscountPaise + totals.billDiscountSharePaise,
        valuePaise: totals.valuePaise,
        gstBp: totals.gstBp,
        cgstPaise: totals.cgstPaise,
        sgstPaise: totals.sgstPaise,
        igstPaise: totals.igstPaise,
        totalPaise: totals.totalPaise,
        priceIncludesTax,
      }
    }),
    totals: bill,
    payments:
      paidPaise > 0
        ? [{ mode: 'cash', amountPaise: paidPaise, date: '2026-03-03', reference: 'R-2026-0119' }]
        : [],
    paidPaise,
    balancePaise: bill.totalPaise - paidPaise,
    chargesTax,
  }
}

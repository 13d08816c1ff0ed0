import type { DraftLine } from '../bill-lines.ts'
import type { BillAmounts, BillLineTotals, BillTotals } from '../bill-totals.ts'
import type { CalendarDate } from '../dates.ts'
import { type DocumentType, documentTypeOf, omitsBuyerAddress, STATES } from '../gst.ts'
import type { BasisPoints, Paise } from '../money.ts'
import type { PaymentMode } from '../payments.ts'
import type { Phone } from '../phone.ts'
import type { Settings } from '../settings.ts'

/**
 * An invoice as it is printed: plain JSON, stored with the bill when it is issued. The PDF, the
 * print page and the preview are drawn from this alone.
 */
export type InvoicePaper = {
  clinic: {
    name: string
    address: string
    phone: Phone | null
    email: string | null
    gstin: string | null
    stateCode: string
    upiId: string | null
    terms: string | null
    /** A `data:` URL; without one the product's own mark is printed. */
    logo?: string | null
  }
  document: {
    type: DocumentType
    /** `Draft` until the bill is saved. */
    number: string
    date: CalendarDate
    dueDate: CalendarDate | null
  }
  customer: {
    name: string
    address: string | null
    phone: Phone | null
    stateCode: string | null
    gstin: string | null
  }
  treatment?: { name: string; detail: string; visitDate: CalendarDate } | null
  placeOfSupply: { stateCode: string; name: string }
  lines: InvoiceLine[]
  totals: BillAmounts
  payments: InvoicePayment[]
  paidPaise: Paise
  balancePaise: Paise
  chargesTax: boolean
}

export type InvoiceLine = {
  description: string
  detail: string | null
  hsnSac: string | null
  /** As printed: with the unit if the line has one, `2 tube`. */
  quantity: string
  unitPricePaise: Paise
  /** The line's own discount plus its share of the bill's, as entered. */
  discountPaise: Paise
  valuePaise: Paise
  gstBp: BasisPoints
  cgstPaise: Paise
  sgstPaise: Paise
  igstPaise: Paise
  totalPaise: Paise
  priceIncludesTax: boolean
}

export type InvoicePayment = {
  mode: PaymentMode
  amountPaise: Paise
  date: CalendarDate
  reference: string | null
}

/**
 * An invoice with the payments of the day on which it is shown, so that it never asks again for
 * what is paid. What was issued stays the same.
 */
export function withPayments(
  paper: InvoicePaper,
  payments: readonly InvoicePayment[],
): InvoicePaper {
  const paidPaise = sumOf(payments)
  const balancePaise = paper.totals.totalPaise - paidPaise
  return { ...paper, payments: [...payments], paidPaise, balancePaise }
}

/** The facts that an invoice is built from. */
export type InvoiceFacts = {
  clinic: Pick<
    Settings,
    | 'clinicName'
    | 'address'
    | 'clinicPhone'
    | 'clinicEmail'
    | 'gstin'
    | 'stateCode'
    | 'upiId'
    | 'invoiceTerms'
  >
  /** Null while the bill is still being typed. */
  number: string | null
  date: CalendarDate
  dueDate: CalendarDate
  placeOfSupply: string
  /** Null while no customer is chosen. */
  customer: {
    name: string
    phone: Phone | null
    address: string | null
    stateCode: string | null
  } | null
  lines: readonly PrintedLine[]
  totals: BillTotals
  /** The payments made when the bill was saved. Later payments have receipts of their own. */
  payments: readonly InvoicePayment[]
}

type PrintedLine = Pick<
  DraftLine,
  | 'type'
  | 'description'
  | 'detail'
  | 'unit'
  | 'hsnSac'
  | 'unitPricePaise'
  | 'priceIncludesTax'
  | 'sessionId'
  | 'visitDate'
>

/** Builds the invoice of a bill. The preview and the save both use it. */
export function invoicePaper(facts: InvoiceFacts): InvoicePaper {
  const { clinic, lines, totals, payments, date } = facts
  const chargesTax = clinic.gstin !== null
  const paidPaise = sumOf(payments)
  const session = lines.find((line) => line.sessionId)
  return {
    clinic: {
      name: clinic.clinicName,
      address: clinic.address,
      phone: clinic.clinicPhone,
      email: clinic.clinicEmail,
      gstin: clinic.gstin,
      stateCode: clinic.stateCode,
      upiId: clinic.upiId,
      terms: clinic.invoiceTerms || null,
    },
    document: {
      type: documentTypeOf({ hasGstin: chargesTax, lines: totals.lines }),
      number: facts.number ?? 'Draft',
      date,
      dueDate: facts.dueDate,
    },
    customer: customerOf(facts),
    treatment: session?.detail ? treatmentOf(session, session.visitDate ?? date) : null,
    placeOfSupply: {
      stateCode: facts.placeOfSupply,
      name: STATES.get(facts.placeOfSupply) ?? facts.placeOfSupply,
    },
    lines: lines.map((line, index) => lineOf(line, totals.lines[index] as BillLineTotals)),
    totals: totalsOf(totals),
    payments: [...payments],
    paidPaise,
    balancePaise: totals.totalPaise - paidPaise,
    chargesTax,
  }
}

function sumOf(payments: readonly InvoicePayment[]): Paise {
  return payments.reduce((sum, payment) => sum + payment.amountPaise, 0)
}

function customerOf({ clinic, customer, lines, totals }: InvoiceFacts): InvoicePaper['customer'] {
  const { name, phone, address, stateCode } = customer ?? NO_CUSTOMER
  const isAddressOmitted = omitsBuyerAddress({
    customerState: stateCode,
    clinicState: clinic.stateCode,
    hasGoods: lines.some((line) => line.type === 'product'),
    taxablePaise: totals.taxablePaise,
  })
  return {
    name,
    phone,
    address: isAddressOmitted ? null : address,
    stateCode: isAddressOmitted ? null : stateCode,
    gstin: null,
  }
}

const NO_CUSTOMER = { name: '—', phone: null, address: null, stateCode: null }

/** Drops the session number from the name, because the detail has it already. */
function treatmentOf({ description, detail }: PrintedLine, visitDate: CalendarDate) {
  return { name: description.replace(/ — Session \d+$/, ''), detail: detail ?? '', visitDate }
}

function lineOf(line: PrintedLine, amounts: BillLineTotals): InvoiceLine {
  return {
    description: line.description,
    detail: line.detail,
    hsnSac: line.hsnSac,
    quantity: quantityOf(amounts.quantityMilli, line.unit),
    unitPricePaise: line.unitPricePaise,
    discountPaise: amounts.lineDiscountPaise + amounts.billDiscountSharePaise,
    valuePaise: amounts.valuePaise,
    gstBp: amounts.gstBp,
    cgstPaise: amounts.cgstPaise,
    sgstPaise: amounts.sgstPaise,
    igstPaise: amounts.igstPaise,
    totalPaise: amounts.totalPaise,
    priceIncludesTax: line.priceIncludesTax,
  }
}

/** With the unit for goods (CGST rule 46(i)); services have none. */
function quantityOf(quantityMilli: number, unit: string | null): string {
  const count = String(quantityMilli / 1000)
  return unit ? `${count} ${unit}` : count
}

function totalsOf(totals: BillTotals): BillAmounts {
  const { subtotalPaise, discountPaise, taxablePaise, exemptPaise } = totals
  const { cgstPaise, sgstPaise, igstPaise, roundOffPaise, totalPaise } = totals
  const sums = { subtotalPaise, discountPaise, taxablePaise, exemptPaise }
  return { ...sums, cgstPaise, sgstPaise, igstPaise, roundOffPaise, totalPaise }
}

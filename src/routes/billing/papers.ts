import type { Context } from 'hono'
import type { Bill } from '../../db/billing.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import { documentTypeOf, leavesOffAddress, STATES } from '../../domain/gst.ts'
import type { PaperFormat } from '../../domain/papers/formats.ts'
import type { Settlement } from '../../domain/payments.ts'
import type { Settings } from '../../domain/settings.ts'
import type { InvoicePaperProps } from '../../pdf/invoice-paper.tsx'
import { printInvoice } from '../../pdf/print-invoice.tsx'
import type { BillDraft } from '../../use-cases/billing.ts'
import { type IssuedPaper, issuePaper } from '../../use-cases/papers.ts'
import type { Env } from '../http/environment.ts'

/** The bill's paper as issued, for both faces: printed when it is asked for first, kept from then. */
export function issuedPaper(
  c: Context<Env>,
  billId: string,
  format: PaperFormat,
): Promise<IssuedPaper> {
  const { clinic, actor, deps } = c.var
  return issuePaper(clinic, actor, { billId, format }, (bill) =>
    printInvoice(deps.printer, paperOfBill(bill), format),
  )
}

/** The paper as issued: with what was paid by the save that made the bill, and nothing later. */
export function paperOfBill(bill: Bill): InvoicePaperProps {
  const payments = bill.payments.filter((payment) => payment.isAtIssue)
  const paidPaise = payments.reduce((sum, payment) => sum + payment.amountPaise, 0)
  const session = bill.items.find((item) => item.sessionId)
  const chargesTax = bill.documentType !== 'bill'
  return {
    clinic: { ...bill.heading, gstin: chargesTax ? bill.heading.gstin : null },
    document: {
      type: bill.documentType,
      number: bill.invoiceNumber,
      date: bill.billDate,
      dueDate: bill.dueDate,
    },
    customer: addressee(
      { name: bill.customer, phone: bill.customerPhone, address: bill.customerAddress },
      {
        customerState: bill.customerState,
        clinicState: bill.heading.stateCode,
        hasGoods: bill.items.some((item) => item.type === 'product'),
        taxablePaise: bill.taxablePaise,
      },
    ),
    treatment:
      session && bill.treatmentNote
        ? treatmentOf(session.description, bill.treatmentNote, bill.billDate)
        : null,
    placeOfSupply: placeOf(bill.placeOfSupply),
    lines: bill.items.map((item) => ({ ...item, quantity: quantityOf(item) })),
    totals: totalsOf(bill),
    payments: payments.map(({ mode, amountPaise, paidOn, reference }) => ({
      mode,
      amountPaise,
      date: paidOn,
      reference,
    })),
    paidPaise,
    balancePaise: bill.totalPaise - paidPaise,
    chargesTax,
  }
}

export type DraftPaper = {
  draft: BillDraft
  customer: { name: string; phone: string; address: string | null; stateCode: string | null } | null
  settlement: Settlement | null
  dueDate: CalendarDate | null
  today: CalendarDate
}

/** The paper that saving would issue. It has no number: a draft takes none. */
export function paperOfDraft(input: DraftPaper): InvoicePaperProps {
  const { draft, customer, settlement, today } = input
  const { settings, lines, totals } = draft
  const chargesTax = settings.gstin !== null
  const session = lines.find((line) => line.sessionId)
  const paidPaise = settlement?.paidPaise ?? 0
  return {
    clinic: clinicOf(settings, chargesTax),
    document: {
      type: documentTypeOf({ hasGstin: chargesTax, lines: totals.lines }),
      number: 'Draft',
      date: today,
      dueDate: input.dueDate ?? today,
    },
    customer: addressee(customer ?? { name: '—', phone: null, address: null }, {
      customerState: customer?.stateCode ?? null,
      clinicState: settings.stateCode,
      hasGoods: lines.some((line) => line.type === 'product'),
      taxablePaise: totals.taxablePaise,
    }),
    treatment: session?.detail ? treatmentOf(session.description, session.detail, today) : null,
    placeOfSupply: placeOf(settings.stateCode),
    lines: lines.map((line, index) => {
      const amounts = totals.lines[index] as (typeof totals.lines)[number]
      return {
        ...line,
        ...amounts,
        quantity: quantityOf(line),
        discountPaise: amounts.lineDiscountPaise + amounts.billDiscountSharePaise,
      }
    }),
    totals: totalsOf(totals),
    payments: settlement?.payment ? [{ ...settlement.payment, date: today }] : [],
    paidPaise,
    balancePaise: totals.totalPaise - paidPaise,
    chargesTax,
  }
}

function totalsOf(totals: InvoicePaperProps['totals']): InvoicePaperProps['totals'] {
  const { subtotalPaise, discountPaise, taxablePaise, exemptPaise } = totals
  const { cgstPaise, sgstPaise, igstPaise, roundOffPaise, totalPaise } = totals
  const sums = { subtotalPaise, discountPaise, taxablePaise, exemptPaise }
  return { ...sums, cgstPaise, sgstPaise, igstPaise, roundOffPaise, totalPaise }
}

function addressee(
  customer: { name: string; phone: string | null; address: string | null },
  sale: Parameters<typeof leavesOffAddress>[0],
): InvoicePaperProps['customer'] {
  const isLeftOff = leavesOffAddress(sale)
  return {
    name: customer.name,
    phone: customer.phone,
    address: isLeftOff ? null : customer.address,
    stateCode: isLeftOff ? null : sale.customerState,
    gstin: null,
  }
}

function clinicOf(settings: Settings, chargesTax: boolean): InvoicePaperProps['clinic'] {
  return {
    name: settings.clinicName,
    address: settings.address,
    phone: settings.clinicPhone,
    email: settings.clinicEmail,
    gstin: chargesTax ? settings.gstin : null,
    stateCode: settings.stateCode,
    upiId: settings.upiId,
    terms: settings.invoiceTerms || null,
  }
}

/** The detail says which session it is, so the name need not. */
function treatmentOf(description: string, detail: string, visitDate: CalendarDate) {
  return { name: description.replace(/ — Session \d+$/, ''), detail, visitDate }
}

function placeOf(stateCode: string) {
  return { stateCode, name: STATES.get(stateCode) ?? stateCode }
}

/** `2 tube`: goods are counted in a unit (CGST rule 46(i)), services are not. */
function quantityOf(line: { quantityMilli: number; unit: string | null }): string {
  const count = String(line.quantityMilli / 1000)
  return line.unit ? `${count} ${line.unit}` : count
}

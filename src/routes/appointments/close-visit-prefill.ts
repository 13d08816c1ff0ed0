import type { Context } from 'hono'
import type { Appointment } from '../../db/appointments.ts'
import { findNewestBill, listBills } from '../../db/bill-lists.ts'
import { findBill } from '../../db/billing.ts'
import { findEnrollment } from '../../db/packages.ts'
import { listSessionsToBill } from '../../db/sessions-to-bill.ts'
import { may } from '../../domain/access.ts'
import { formatMoney } from '../../domain/money.ts'
import { typedDay } from '../../domain/typed-dates.ts'
import type { NextVisit } from '../../use-cases/next-visit.ts'
import { findOffer, type Offer } from '../billing/bill-items.ts'
import { lineOf } from '../billing/shown-bill.ts'
import type { Env } from '../http/environment.ts'
import type { Values } from '../http/forms.ts'

/** What a visit is billed with. The note says why when it is nothing. */
export type VisitToBill = { offer: Offer | null; note: string | null; newestBill: string | null }

const NOT_BILLED: VisitToBill = { offer: null, note: null, newestBill: null }

/** The values of the sheet when it is opened: the visit's bill, paid in cash, and the next visit. */
export function prefillClosing(
  visit: Appointment,
  { offer, newestBill }: VisitToBill,
  { next, today }: { next: NextVisit; today: string },
): Values {
  return {
    newest_bill: newestBill ?? '',
    lines: [...(offer ? [lineOf(offer)] : []), {}],
    next: next.isDue && next.date ? 'book' : 'none',
    next_treatment: next.session ? `session:${next.session.id}` : visit.treatmentId,
    next_staff_id: next.staffId ?? '',
    next_date: next.date ? typedDay(next.date, today) : '',
    next_time: next.startTime ?? '',
  }
}

export async function findVisitToBill(c: Context<Env>, visit: Appointment): Promise<VisitToBill> {
  if (!may(c.var.actor, 'billing.manage')) return NOT_BILLED
  const reader = c.var.clinic.read(c.var.actor)
  const newest = await findNewestBill(reader, visit.customerId)
  const newestBill = newest?.invoiceNumber ?? null
  const found = visit.sessionId
    ? await sessionToBill(c, visit, visit.sessionId)
    : await serviceToBill(c, visit)
  return { ...found, newestBill }
}

type Found = Omit<VisitToBill, 'newestBill'>

async function sessionToBill(
  c: Context<Env>,
  { customerId, sessionNumber }: Appointment,
  sessionId: string,
): Promise<Found> {
  const open = await listSessionsToBill(c.var.clinic.read(c.var.actor), { customerId })
  const session = open.find((each) => each.id === sessionId)
  if (!session) return { offer: null, note: `Session ${sessionNumber} is already billed.` }
  if (session.billing === 'per_session') {
    return { offer: await findOffer(c, `session:${sessionId}`), note: null }
  }
  return { offer: null, note: await packageNote(c, session.enrollmentId) }
}

/** The session is part of a package that was sold as a whole. */
async function packageNote(c: Context<Env>, enrollmentId: string): Promise<string> {
  const reader = c.var.clinic.read(c.var.actor)
  const enrollment = await findEnrollment(reader, enrollmentId)
  const bill = enrollment?.billId ? await findBill(reader, enrollment.billId) : undefined
  if (!bill) return 'From package. There is nothing to bill for this session.'
  if (bill.balancePaise <= 0) return `From package, paid with ${bill.invoiceNumber}.`
  return `From package. ${formatMoney(bill.balancePaise)} of ${bill.invoiceNumber} is still due.`
}

const BILLS_SEARCHED = 5

/** The treatment of the visit, unless a bill since then has it already. */
async function serviceToBill(c: Context<Env>, visit: Appointment): Promise<Found> {
  const { customerId, date: from } = visit
  const reader = c.var.clinic.read(c.var.actor)
  const [offer, { rows }] = await Promise.all([
    findOffer(c, `treatment:${visit.treatmentId}`),
    listBills(reader, { customerId, from, page: 1, limit: BILLS_SEARCHED }),
  ])
  const bills = await Promise.all(rows.map((row) => findBill(reader, row.id)))
  const billed = bills.find((bill) => bill?.items.some((item) => item.description === offer?.name))
  if (!billed) return { offer, note: null }
  return { offer: null, note: `${offer?.name} is on ${billed.invoiceNumber} already.` }
}

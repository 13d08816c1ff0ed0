import type { Context } from 'hono'
import { z } from 'zod'
import type { Appointment } from '../../db/appointments.ts'
import { may } from '../../domain/access.ts'
import { Invalid, invalid } from '../../domain/errors.ts'
import type { CloseVisit } from '../../use-cases/close-visit.ts'
import { readBill, type TypedBill } from '../billing/bill-form.ts'
import type { Env } from '../http/environment.ts'
import { line, optional, paragraph, required, typedDate, typedTime } from '../http/fields.ts'
import { parse, textOf, type Values } from '../http/forms.ts'
import { collectIssues, type FormFields } from '../http/submit-form.ts'
import { parseTreatmentField } from './booking-input.ts'

export const CLOSING_FIELDS: FormFields = {
  paths: {
    customer: '',
    'next.customer_id': '',
    'next.treatment_id': 'next_treatment',
    'next.session_id': 'next_treatment',
    'next.staff_id': 'next_staff_id',
    'next.supervisor_id': 'next_staff_id',
    'next.start_time': 'next_time',
    'next.duration_mins': 'next_time',
    'next.room_id': 'next_time',
  },
  conflicts: {
    time_taken: 'next_time',
    session_booked: 'next_treatment',
    session_billed: 'lines.0.item',
  },
}

function nextForm(today: string) {
  return z.object({
    next_treatment: required(60, 'Choose a treatment.'),
    next_staff_id: z.uuid('Choose the doctor or therapist.'),
    next_date: typedDate(today),
    next_time: typedTime,
    override: optional(line(5)),
  })
}

const NotesForm = z.object({ notes: optional(paragraph(500)) })

/** A closed visit as it is typed, with its bill for messages about the lines. */
export type TypedClosing = { input: CloseVisit; bill: TypedBill | null }

/** Reads the sheet. Throws Invalid with everything that is wrong in any of its parts. */
export async function readClosing(
  c: Context<Env>,
  visit: Appointment,
  typed: Values,
): Promise<TypedClosing> {
  const [{ notes }, bill, next] = await collectIssues(
    () => parse(NotesForm, typed),
    () => readBillPart(c, visit, typed),
    () => readNext(c, visit, typed),
  )
  const input = {
    appointmentId: visit.id,
    customerId: visit.customerId,
    notes,
    bill: bill && {
      lines: bill.lines.flatMap((each) => each.input ?? []),
      discount: bill.discount,
      gstBp: null,
      placeOfSupply: null,
      dueDate: bill.dueDate,
      payment: bill.payment,
    },
    newestBillSeen: textOf(typed, 'newest_bill') || null,
    next,
  }
  return { input, bill }
}

/** The bill of the visit's customer; null for a role that makes no bills. */
export async function readSheetBill(
  c: Context<Env>,
  { customer, customerId }: Appointment,
  values: Values,
): Promise<TypedBill | null> {
  if (!may(c.var.actor, 'billing.manage')) return null
  return readBill(c, { ...values, customer, customer_id: customerId })
}

/** Without a line there is no bill. */
async function readBillPart(c: Context<Env>, visit: Appointment, typed: Values) {
  const bill = await readSheetBill(c, visit, typed)
  if (!bill) return null
  if (bill.lines.length === 0) {
    const amount = textOf(typed, 'amount_paid').trim()
    if (amount) throw invalid('amount_paid', 'There is nothing to bill. Add an item first.')
    return null
  }
  if (bill.issues.length > 0) throw new Invalid(bill.issues)
  return bill
}

function readNext(c: Context<Env>, visit: Appointment, typed: Values): CloseVisit['next'] {
  if (textOf(typed, 'next') !== 'book') return null
  const form = parse(nextForm(c.var.today), withNextFreeTime(typed))
  const { supervisorId } = visit
  return {
    ...parseTreatmentField(form.next_treatment),
    staffId: form.next_staff_id,
    supervisorId: supervisorId === form.next_staff_id ? null : supervisorId,
    date: form.next_date,
    startTime: form.next_time,
    isOverride: form.override === 'true',
  }
}

/** A button with one of the free times replaces the time that was typed. */
export function withNextFreeTime<V extends Values>(values: V): V {
  const freeTime = textOf(values, 'free_time')
  return freeTime ? { ...values, next_time: freeTime } : values
}

import type { Context } from 'hono'
import type { Appointment } from '../../db/appointments.ts'
import { closingProblem } from '../../domain/closing.ts'
import { formatDay } from '../../domain/dates.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import { proposeNextVisit } from '../../use-cases/next-visit.ts'
import { CloseSheet } from '../../views/appointments/close-sheet.tsx'
import { NextVisitCheck, nextCheckId } from '../../views/appointments/next-visit-fields.tsx'
import { billTotalsId, TotalsFigures } from '../../views/billing/bill-totals.tsx'
import { LiveLines } from '../../views/billing/live-lines.tsx'
import { sketchBill } from '../billing/bill-sketch.ts'
import { headValues, shownLines, totalsOf } from '../billing/shown-bill.ts'
import { typedDraft } from '../http/drafts.ts'
import type { Env } from '../http/environment.ts'
import { formKey, textOf, type Values, valuesAsText } from '../http/forms.ts'
import { pageOfRequest, render } from '../http/render.tsx'
import { emptyForm, type FormState, openForm } from '../http/submit-form.ts'
import { checkBookingTime, timeCheckOf } from './booking-check.ts'
import { treatmentOptions } from './booking-choices.ts'
import { backAddress } from './calendar.tsx'
import { loadChoices } from './choices.ts'
import { readSheetBill, withNextFreeTime } from './close-visit-form.ts'
import { findVisitToBill, prefillClosing } from './close-visit-prefill.ts'
import { visitMapper } from './visit-view.ts'

/** Without values the sheet is opened: they are proposed. */
type Showing = { values?: Values; form?: FormState; focusLine?: number }

/** Draws the sheet of a visit. */
export async function showSheet(c: Context<Env>, visit: Appointment, shown: Showing) {
  const { today, actor } = c.var
  const [next, toBill] = await Promise.all([
    proposeNextVisit(c.var.clinic, actor, { appointmentId: visit.id, today }),
    findVisitToBill(c, visit),
  ])
  const opened = shown.values
    ? null
    : await openForm(c, prefillClosing(visit, toBill, { next, today }))
  const form = opened?.form ?? shown.form ?? emptyForm()
  const values = withNextFreeTime(shown.values ?? opened?.typed ?? {})
  const lines = Array.isArray(values.lines) ? values.lines : []
  const [bill, check, choices] = await Promise.all([
    loadBillPart(c, visit, values, form),
    checkNext(c, visit, values),
    loadChoices(c),
  ])
  const freeTimes = form.conflict?.conflict.free_times
  const content = () => (
    <CloseSheet
      visit={visitMapper(c)(visit)}
      problem={closingProblem(visit, today)}
      values={{ ...valuesAsText(values), ...bill?.head }}
      issues={form.issues}
      bill={bill && { ...bill, lines: bill.drawn('renumbered'), note: toBill.note }}
      next={next}
      choices={{ treatments: treatmentOptions(c, choices.treatments), staff: choices.staff }}
      dayWords={nextDay(c, values)}
      check={form.issues.length === 0 ? check : null}
      freeTimes={Array.isArray(freeTimes) ? (freeTimes as string[]) : []}
      asksTwice={form.conflict?.code === 'outside_hours'}
      newestBill={
        // Told that there is another bill, the desk has seen it: the next attempt makes its own.
        form.conflict?.code === 'visit_billed'
          ? (toBill.newestBill ?? '')
          : textOf(values, 'newest_bill')
      }
      draft={form.draft ?? typedDraft(values)}
      back={backOf(c, values, visit)}
      today={today}
      focusLine={shown.focusLine ?? lines.length - 1}
      formKey={formKey()}
    />
  )
  return render(c, {
    title: `Close visit of ${visit.customer}`,
    current: 'appointments',
    form,
    widgets: true,
    hints: bill ? [...BILL_HINTS, ...HINTS] : HINTS,
    content,
  })
}

/** The parts of the sheet that follow what is typed. */
export type SheetPart = typeof billTotalsId | typeof nextCheckId

export function isSheetPart(target: string | null): target is SheetPart {
  return target === billTotalsId || target === nextCheckId
}

/** Draws one of these parts from what is typed. Nothing is saved. */
export async function showSheetPart(
  c: Context<Env>,
  visit: Appointment,
  { part, values }: { part: SheetPart; values: Values },
) {
  const content =
    part === billTotalsId
      ? await drawTotals(c, visit, values)
      : await drawNextCheck(c, visit, values)
  const title = `Close visit of ${visit.customer}`
  return render(c, { title, current: 'appointments', content, fragments: { [part]: content } })
}

async function drawTotals(c: Context<Env>, visit: Appointment, values: Values) {
  const bill = await loadBillPart(c, visit, values, emptyForm())
  return () =>
    bill && (
      <>
        <TotalsFigures totals={bill.totals} />
        <LiveLines lines={bill.drawn('as-typed')} />
      </>
    )
}

async function drawNextCheck(c: Context<Env>, visit: Appointment, values: Values) {
  const check = await checkNext(c, visit, values)
  return () => <NextVisitCheck check={check} address={`/appointments/${visit.id}/close`} />
}

const BILL_HINTS = [
  { keys: ['Enter'], text: 'next line' },
  { keys: ['Alt+1'], text: 'cash' },
  { keys: ['Alt+2'], text: 'UPI' },
  { keys: ['Alt+3'], text: 'card' },
]

const HINTS = [
  { keys: ['Alt+N'], text: 'book the next visit' },
  { keys: ['Control+Enter'], text: 'close the visit' },
]

/** The bill as far as it is typed; null for a role that makes no bills. */
async function loadBillPart(c: Context<Env>, visit: Appointment, values: Values, form: FormState) {
  const typed = await readSheetBill(c, visit, values)
  if (!typed) return null
  const sketch = await sketchBill(c, typed)
  const hasErrors = form.issues.length > 0
  return {
    head: headValues(values, typed),
    // The refusal is already shown at its field.
    totals: totalsOf(hasErrors ? { ...sketch, notes: [] } : sketch),
    drawn: (numbers: 'renumbered' | 'as-typed') =>
      shownLines({ values, typed, sketch, showsChoices: hasErrors }, numbers),
  }
}

/** Whether the next visit's time is free; null without a next visit. */
async function checkNext(c: Context<Env>, visit: Appointment, values: Values) {
  if (textOf(values, 'next') !== 'book') return null
  const { supervisorId } = visit
  const staffId = textOf(values, 'next_staff_id')
  const time = textOf(values, 'next_time')
  const result = await checkBookingTime(c, {
    id: null,
    date: parseTypedDate(textOf(values, 'next_date'), c.var.today),
    values: {
      customer_id: visit.customerId,
      treatment: textOf(values, 'next_treatment'),
      staff_id: staffId,
      supervisor_id: supervisorId === staffId ? '' : (supervisorId ?? ''),
      time,
    },
  })
  return result && { ...timeCheckOf(result, time), freeTimes: result.freeTimes }
}

function nextDay(c: Context<Env>, values: Values): string {
  const date = parseTypedDate(textOf(values, 'next_date'), c.var.today)
  return date ? formatDay(date, c.var.today) : ''
}

/** The calendar or the dashboard that the sheet was opened from. */
function backOf(c: Context<Env>, values: Values, visit: Appointment): string {
  const asked = textOf(values, 'back') || c.req.query('back') || pageOfRequest(c)
  return backAddress(asked ?? null) ?? `/appointments/${visit.id}`
}

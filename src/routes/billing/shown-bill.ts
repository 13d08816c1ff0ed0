import type { LineValues } from '../../views/billing/bill-line.tsx'
import type { DraftTotals } from '../../views/billing/bill-totals.tsx'
import { sumRows } from '../../views/billing/sum-rows.ts'
import { textOf, type Values } from '../http/forms.ts'
import { isBlank, linesOf, type TypedBill } from './bill-form.ts'
import { type Offer, offerValue } from './bill-items.ts'
import type { Sketch } from './bill-sketch.ts'

type Shown = {
  values: Values
  typed: TypedBill
  sketch: Sketch
  /** Offers the matches of an unclear item as choices. */
  showsChoices: boolean
}

/**
 * The lines of a bill form, with their figures. A form that is drawn as a whole numbers them from 0;
 * a part of it keeps the numbers that are on the page.
 */
export function shownLines(shown: Shown, numbers: 'renumbered' | 'as-typed'): LineValues[] {
  const { values, typed, sketch, showsChoices } = shown
  const rows = linesOf(values).length > 0 ? linesOf(values) : [{}]
  return rows.map((row, place) => {
    const line = typed.lines.find((each) => each.place === place)
    const offer = line?.offer
    const number = numbers === 'as-typed' ? textOf(row, 'number') : ''
    return {
      number: number || String(place),
      type: offer?.type ?? textOf(row, 'type'),
      item: offer?.name ?? textOf(row, 'item'),
      itemId: offer ? offerValue(offer) : textOf(row, 'item_id'),
      quantity: textOf(row, 'quantity') || (isBlank(row) ? '1' : ''),
      rate: textOf(row, 'rate'),
      discount: textOf(row, 'discount'),
      choices: showsChoices ? (line?.choices ?? []) : [],
      isUnclear: !showsChoices && line !== undefined && line.choices.length > 0,
      figures: sketch.figures.get(place) ?? null,
    }
  })
}

/** The form after *Add line* or *Remove line* without script, with everything else as typed. */
export function withLineChange(values: Values): { values: Values; focusLine: number } {
  const lines = linesOf(values)
  const removed = lines.findIndex((line) => textOf(line, 'number') === textOf(values, 'remove'))
  const isRemoval = textOf(values, 'remove') !== ''
  const kept = isRemoval ? lines.filter((_, place) => place !== removed) : [...lines, {}]
  const last = kept.length - 1
  return {
    values: { ...values, lines: kept },
    focusLine: isRemoval ? Math.min(Math.max(removed, 0), last) : last,
  }
}

/** The values of a line that sells something from the catalogue. */
export function lineOf(offer: Offer): Values {
  return { type: offer.type, item: offer.name, item_id: offerValue(offer), quantity: '1' }
}

export function totalsOf({ draft, settlement, notes }: Sketch): DraftTotals {
  const { changePaise, openPaise } = settlement ?? { changePaise: 0, openPaise: 0 }
  if (!draft) return { rows: [], totalPaise: 0, changePaise, openPaise, notes }
  const { settings, lines, totals } = draft
  const taxes = { chargesTax: settings.gstin !== null, isInterState: false }
  const rows = sumRows(totals, lines, taxes)
  return { rows, totalPaise: totals.totalPaise, changePaise, openPaise, notes }
}

const HEAD_FIELDS = [
  'customer',
  'customer_id',
  'discount',
  'due_date',
  'payment_status',
  'payment_mode',
  'amount_paid',
  'reference',
]

/** The fields outside the lines as typed, with the full name of the customer that was found. */
export function headValues(values: Values, { customer }: TypedBill): Record<string, string> {
  const typed = HEAD_FIELDS.map((name) => [name, textOf(values, name)] as const)
  const { payment_status, payment_mode, ...rest } = Object.fromEntries(typed)
  return {
    ...rest,
    ...(customer ? { customer: customer.name, customer_id: customer.id } : {}),
    payment_status: payment_status || 'paid',
    payment_mode: payment_mode || 'cash',
  }
}

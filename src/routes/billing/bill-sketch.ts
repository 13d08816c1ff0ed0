import type { Context } from 'hono'
import { findItem } from '../../db/inventory.ts'
import { Invalid, type Issue } from '../../domain/errors.ts'
import { formatRate } from '../../domain/money.ts'
import { type Settlement, settle } from '../../domain/payments.ts'
import { isLowStock } from '../../domain/stock-picking.ts'
import { type BillDraft, discountProblem, previewBill } from '../../use-cases/billing.ts'
import type { LineFigures } from '../../views/billing/bill-line.tsx'
import type { Env } from '../http/environment.ts'
import { atFields, type TypedBill, type TypedLine } from './bill-form.ts'

/** What a bill comes to as far as it is typed. Nothing is refused here: what is amiss is noted. */
export type Sketch = {
  /** Null while no line can be counted. */
  draft: BillDraft | null
  /** By the line's place in the form. */
  figures: Map<number, LineFigures>
  /** The units of the goods, by their ids. */
  units: Map<string, string>
  /** What the payment that is typed does; null while there is nothing to pay or it does not fit. */
  settlement: Settlement | null
  notes: string[]
}

export async function sketchBill(c: Context<Env>, typed: TypedBill): Promise<Sketch> {
  const notes = typed.lines.length === 0 ? [] : notesOf(typed.issues)
  const { draft, counted } = await draftCountable(c, typed, notes)
  const sketch: Sketch = {
    draft,
    figures: new Map(),
    units: new Map(),
    settlement: null,
    notes,
  }
  if (!draft) return sketch
  for (const [index, line] of counted.entries()) {
    sketch.figures.set(line.place, await figuresOf(c, draft, index, sketch.units))
  }
  const problem = discountProblem(c.var.actor, draft.totals)
  if (problem) notes.push(problem)
  try {
    return { ...sketch, settlement: settle(typed.payment, draft.totals.totalPaise) }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    notes.push(...error.issues.map((issue) => issue.message))
    return sketch
  }
}

/** Leaves out, one after the other, what the rules of a bill refuse, until the rest adds up. */
async function draftCountable(
  c: Context<Env>,
  typed: TypedBill,
  notes: string[],
): Promise<{ draft: BillDraft | null; counted: TypedLine[] }> {
  let counted = typed.lines.filter((line) => line.input !== null)
  let { discount } = typed
  while (counted.length > 0) {
    try {
      const draft = await previewBill(c.var.clinic, c.var.actor, {
        customerId: typed.customer?.id ?? null,
        lines: counted.flatMap((line) => line.input ?? []),
        discount,
        gstBp: null,
        placeOfSupply: null,
        dueDate: null,
      })
      return { draft, counted }
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      const { issues } = atFields(error, counted) as Invalid
      notes.push(...notesOf(issues))
      const faulty = issues.map((issue) => placeOf(issue.path))
      const rest = counted.filter((line) => !faulty.includes(line.place))
      if (rest.length === counted.length && discount === null) break
      if (rest.length === counted.length) discount = null
      counted = rest
    }
  }
  return { draft: null, counted: [] }
}

async function figuresOf(
  c: Context<Env>,
  draft: BillDraft,
  index: number,
  units: Map<string, string>,
): Promise<LineFigures> {
  const described = draft.lines[index] as BillDraft['lines'][number]
  const { gstBp, totalPaise } = draft.totals.lines[index] as BillDraft['totals']['lines'][number]
  const figures = {
    ratePaise: described.unitPricePaise,
    gst: draft.settings.gstin === null ? '—' : gstBp === 0 ? 'Exempt' : formatRate(gstBp),
    amountPaise: totalPaise,
    note: described.detail,
    needsAttention: false,
  }
  const item = described.inventoryItemId
    ? await findItem(c.var.clinic.read(c.var.actor), described.inventoryItemId, c.var.today)
    : undefined
  if (!item) return figures
  units.set(item.id, item.unit)
  const left = item.usable - described.quantityMilli / 1000
  if (left < 0) {
    const note = item.usable === 0 ? 'None left' : `Only ${item.usable} left`
    return { ...figures, note: `${note} that may be sold`, needsAttention: true }
  }
  const stock = `Stock ${item.usable} → ${left}`
  return isLowStock(left, item.reorderThreshold)
    ? { ...figures, note: `${stock}, reorder at ${item.reorderThreshold}`, needsAttention: true }
    : { ...figures, note: stock }
}

function notesOf(issues: Issue[]): string[] {
  return issues.flatMap(({ path, message }) => {
    if (path === 'customer') return []
    const place = placeOf(path)
    return place === null ? message : `Line ${place + 1}: ${message}`
  })
}

function placeOf(path: string): number | null {
  const match = /^lines\.(\d+)\./.exec(path)
  return match ? Number(match[1]) : null
}

import type { Context } from 'hono'
import { listStock } from '../../db/inventory.ts'
import { discountProblem } from '../../domain/bills.ts'
import { Invalid, type Issue } from '../../domain/errors.ts'
import { formatRate } from '../../domain/money.ts'
import { type Settlement, settle } from '../../domain/payments.ts'
import { type StockEffect, stockEffects } from '../../domain/stock-picking.ts'
import { previewBill } from '../../use-cases/billing.ts'
import type { BillDraft } from '../../use-cases/draft-bill.ts'
import type { LineFigures } from '../../views/billing/bill-line.tsx'
import type { Env } from '../http/environment.ts'
import { atFields, type TypedBill, type TypedLine } from './bill-form.ts'

/** The totals of a bill while it is typed. Problems become notes; nothing is refused. */
export type Sketch = {
  /** Null while no line can be counted. */
  draft: BillDraft | null
  /** By the line's place in the form. */
  figures: Map<number, LineFigures>
  /** The effect of the typed payment; null while nothing is due or the payment is not valid. */
  settlement: Settlement | null
  notes: string[]
}

export async function sketchBill(c: Context<Env>, typed: TypedBill): Promise<Sketch> {
  const notes = typed.lines.length === 0 ? [] : notesOf(typed.issues)
  const { draft, counted } = await draftCountable(c, typed, notes)
  const sketch: Sketch = {
    draft,
    figures: new Map(),
    settlement: null,
    notes,
  }
  if (!draft) return sketch
  const effects = await stockEffectsOf(c, draft)
  for (const [index, line] of counted.entries()) {
    sketch.figures.set(line.place, figuresOf(draft, index, effects[index] ?? null))
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

/** Drops the lines that the rules refuse, one by one, until the rest can be added up. */
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

async function stockEffectsOf(c: Context<Env>, { lines }: BillDraft) {
  const ids = lines.flatMap((line) => line.inventoryItemId ?? [])
  const stock = await listStock(c.var.clinic.read(c.var.actor), ids, c.var.today)
  return stockEffects(lines, new Map(stock.map((item) => [item.id, item])))
}

function figuresOf(draft: BillDraft, index: number, stock: StockEffect | null): LineFigures {
  const described = draft.lines[index] as BillDraft['lines'][number]
  const { gstBp, totalPaise } = draft.totals.lines[index] as BillDraft['totals']['lines'][number]
  return {
    ratePaise: described.unitPricePaise,
    gst: draft.settings.gstin === null ? '—' : gstBp === 0 ? 'Exempt' : formatRate(gstBp),
    amountPaise: totalPaise,
    ...(stock ? stockNote(stock) : { note: described.detail, needsAttention: false }),
  }
}

function stockNote(stock: StockEffect): Pick<LineFigures, 'note' | 'needsAttention'> {
  const { before, after, isLow, reorderThreshold } = stock
  if (after < 0) {
    const left = before <= 0 ? 'None left' : `Only ${before} left`
    return { note: `${left} to sell`, needsAttention: true }
  }
  const change = `Stock ${before} → ${after}`
  if (!isLow) return { note: change, needsAttention: false }
  return { note: `${change}, reorder at ${reorderThreshold}`, needsAttention: true }
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

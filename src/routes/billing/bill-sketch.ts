import type { Context } from 'hono'
import { listStock } from '../../db/inventory.ts'
import { computeBill } from '../../domain/bill-totals.ts'
import { termsProblems } from '../../domain/bills.ts'
import { Invalid, type Issue } from '../../domain/errors.ts'
import { formatRate, type Paise } from '../../domain/money.ts'
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
  /** What the rules refuse, besides what is wrong in what was typed. */
  issues: Issue[]
}

export async function sketchBill(c: Context<Env>, typed: TypedBill): Promise<Sketch> {
  const { draft, counted, issues } = await draftCountable(c, typed)
  const sketch: Sketch = { draft, figures: new Map(), settlement: null, notes: [], issues }
  if (draft) await addFigures(c, typed, { sketch, draft, counted })
  if (typed.lines.length > 0) sketch.notes.push(...notesOf([...clearIssues(typed), ...issues]))
  return sketch
}

/** The issues but those of lines with several matches: such a line says so itself. */
function clearIssues({ issues, lines }: TypedBill): Issue[] {
  const unclear = lines.filter((line) => line.choices.length > 0)
  return issues.filter(({ path }) => !unclear.some(({ place }) => path === `lines.${place}.item`))
}

type Countable = { sketch: Sketch; draft: BillDraft; counted: TypedLine[] }

async function addFigures(
  c: Context<Env>,
  typed: TypedBill,
  { sketch, draft, counted }: Countable,
): Promise<void> {
  const effects = await stockEffectsOf(c, draft)
  for (const [index, line] of counted.entries()) {
    sketch.figures.set(line.place, figuresOf(draft, index, effects[index] ?? null))
  }
  // What refers to the total says nothing while a line is missing from it.
  if (counted.length < typed.lines.length) return
  const { totals } = draft
  sketch.issues.push(
    ...termsProblems(c.var.actor, { dueDate: typed.dueDate, totals, today: c.var.today }),
  )
  try {
    sketch.settlement = settle(typed.payment, totals.totalPaise)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    sketch.issues.push(...error.issues)
  }
}

/** Drops the lines that the rules refuse, one by one, until the rest can be added up. */
async function draftCountable(
  c: Context<Env>,
  typed: TypedBill,
): Promise<{ draft: BillDraft | null; counted: TypedLine[]; issues: Issue[] }> {
  const found: Issue[] = []
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
      return { draft, counted, issues: found }
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      const { issues } = atFields(error, counted) as Invalid
      found.push(...issues)
      const faulty = issues.map((issue) => placeOf(issue.path))
      const rest = counted.filter((line) => !faulty.includes(line.place))
      if (rest.length === counted.length && discount === null) break
      if (rest.length === counted.length) discount = null
      counted = rest
    }
  }
  return { draft: null, counted: [], issues: found }
}

async function stockEffectsOf(c: Context<Env>, { lines }: BillDraft) {
  const ids = lines.flatMap((line) => line.inventoryItemId ?? [])
  const stock = await listStock(c.var.clinic.read(c.var.actor), ids, c.var.today)
  return stockEffects(lines, new Map(stock.map((item) => [item.id, item])))
}

function figuresOf(draft: BillDraft, index: number, stock: StockEffect | null): LineFigures {
  const described = draft.lines[index] as BillDraft['lines'][number]
  const { gstBp } = described
  return {
    ratePaise: described.unitPricePaise,
    gst: draft.settings.gstin === null ? '—' : gstBp === 0 ? 'Exempt' : formatRate(gstBp),
    amountPaise: beforeBillDiscount(draft, index),
    ...(stock ? stockNote(stock) : { note: described.detail, needsAttention: false }),
  }
}

/** What the line costs alone. The discount on the whole bill has a row of its own in the totals. */
function beforeBillDiscount({ lines, settings }: BillDraft, index: number): Paise {
  const line = lines[index] as BillDraft['lines'][number]
  const alone = computeBill({
    lines: [line],
    discount: null,
    isInterState: false,
    roundToRupee: false,
    chargesTax: settings.gstin !== null,
  })
  return alone.totalPaise
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

import type { Context } from 'hono'
import { z } from 'zod'
import { type Customer, findCustomer } from '../../db/customers.ts'
import type { Discount } from '../../domain/bill-totals.ts'
import { BILL_ITEM_TYPES, type BillLineInput } from '../../domain/bills.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import { Conflict, Invalid, type Issue } from '../../domain/errors.ts'
import { PAYMENT_MODES, PAYMENT_STATUSES, type PaymentInput } from '../../domain/payments.ts'
import { resolveCustomer } from '../customers/resolve-customer.ts'
import type { Env } from '../http/environment.ts'
import {
  line,
  optional,
  typedDate,
  typedDiscount,
  typedMoney,
  typedQuantity,
} from '../http/fields.ts'
import { isId, issuesOf, textOf, type Values } from '../http/forms.ts'
import type { Offer } from './bill-items.ts'
import { type ItemChoice, resolveItem } from './resolve-item.ts'

/** A line that is not blank. `input` is null while it is not clear what it sells. */
export type TypedLine = {
  /** Its index in the form, counting blank lines. */
  place: number
  /** Its number on the page, which stays the same when lines before it are removed. */
  number: string
  input: BillLineInput | null
  /** What it sells from the catalogue; null for a service billed as typed. */
  offer: Offer | null
  name: string
  /** The matches of the typed item, if there are several. */
  choices: ItemChoice[]
}

export type TypedBill = {
  customer: Customer | null
  lines: TypedLine[]
  discount: Discount
  dueDate: CalendarDate | null
  payment: PaymentInput
  /** Everything that stops it from being saved, at the form's own fields. */
  issues: Issue[]
}

const LineForm = z.object({
  type: optional(z.enum(BILL_ITEM_TYPES, 'Choose from the list.')),
  item: optional(line(200)),
  item_id: optional(line(60)),
  quantity: optional(typedQuantity),
  rate: optional(typedMoney),
  discount: optional(typedDiscount),
})

function headForm(today: CalendarDate) {
  return z.object({
    customer: optional(line(100)),
    customer_id: optional(line(60)),
    discount: optional(typedDiscount),
    due_date: optional(typedDate(today)),
    payment_status: optional(z.enum(PAYMENT_STATUSES, 'Choose from the list.')),
    payment_mode: optional(z.enum(PAYMENT_MODES, 'Choose from the list.')),
    amount_paid: optional(typedMoney),
    reference: optional(line(60)),
  })
}

/** Reads a bill as far as it has been typed. What is wrong goes into `issues`; nothing is thrown. */
export async function readBill(c: Context<Env>, values: Values): Promise<TypedBill> {
  const issues: Issue[] = []
  const headIssues: Issue[] = []
  const head = readFields(headForm(c.var.today), values, '', headIssues)
  const customer = await readBillCustomer(c, values, issues)
  const lines: TypedLine[] = []
  for (const [place, typed] of linesOf(values).entries()) {
    if (isBlank(typed)) continue
    lines.push(await readLine(c, typed, place, customer?.id ?? null, issues))
  }
  if (lines.length === 0) issues.push({ path: 'lines.0.item', message: 'Add an item.' })
  return {
    customer,
    lines,
    discount: head.discount ?? null,
    dueDate: head.due_date ?? null,
    payment: {
      status: head.payment_status ?? 'paid',
      mode: head.payment_mode ?? 'cash',
      amountPaise: head.amount_paid ?? null,
      reference: head.reference ?? null,
    },
    // In the order of the page. The customer's issues are in `issues` already.
    issues: [...issues, ...headIssues.filter((issue) => !issue.path.startsWith('customer'))],
  }
}

/** The lines of the form, including blank ones. */
export function linesOf(values: Values): Values[] {
  return Array.isArray(values.lines) ? values.lines : []
}

/** A line where nothing was typed. Its type and quantity have defaults, so they don't count. */
export function isBlank(line: Values): boolean {
  return !['item', 'rate', 'discount'].some((name) => textOf(line, name).trim() !== '')
}

/** Path of an issue of the domain → field of the form. */
const BILL_FIELDS: Record<string, string> = {
  customer_id: 'customer',
  items: 'lines.0.item',
  discount_percent: 'discount',
}

/** The same for what follows `items.<index>.`; anything else is shown at the line's item. */
const LINE_FIELDS: Record<string, string> = {
  unit_price: 'rate',
  quantity: 'quantity',
  discount: 'discount',
  discount_percent: 'discount',
}

/** The refusal of a use case at the form's own fields; `lines` are the lines it was given. */
export function atFields(error: unknown, lines: TypedLine[]): unknown {
  if (error instanceof Invalid) {
    return new Invalid(
      error.issues.map((issue) => ({ ...issue, path: fieldOf(issue.path, lines) })),
    )
  }
  if (error instanceof Conflict && error.code === 'stock_short') {
    const short = lines.find((each) => each.name === error.conflict.item)
    const path = `lines.${short?.place}.quantity`
    if (short) return new Conflict(error.code, error.message, { ...error.conflict, path })
  }
  return error
}

function fieldOf(path: string, lines: TypedLine[]): string {
  const [, index, field = ''] = /^items\.(\d+)\.(\w+)$/.exec(path) ?? []
  if (index === undefined) return BILL_FIELDS[path] ?? path
  return `lines.${lines[Number(index)]?.place ?? 0}.${LINE_FIELDS[field] ?? 'item'}`
}

/** The valid values of a form; each invalid one adds an issue. */
function readFields<T extends z.ZodObject>(
  schema: T,
  values: Values,
  prefix: string,
  issues: Issue[],
): Partial<z.output<T>> {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  const found = issuesOf(result.error)
  issues.push(...found.map((issue) => ({ ...issue, path: prefix + issue.path })))
  const wrong = new Set(found.map((issue) => issue.path))
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !wrong.has(name)))
  return schema.partial().safeParse(rest).data as Partial<z.output<T>>
}

async function readBillCustomer(c: Context<Env>, values: Values, issues: Issue[]) {
  const typed = textOf(values, 'customer').trim().slice(0, 100)
  if (!typed) {
    issues.push({ path: 'customer', message: 'Choose a customer.' })
    return null
  }
  const chosenId = textOf(values, 'customer_id')
  try {
    const id = await resolveCustomer(c, 'customer', typed, isId(chosenId) ? chosenId : null)
    return id ? ((await findCustomer(c.var.clinic.read(c.var.actor), id)) ?? null) : null
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    issues.push(...error.issues)
    return null
  }
}

async function readLine(
  c: Context<Env>,
  values: Values,
  place: number,
  customerId: string | null,
  issues: Issue[],
): Promise<TypedLine> {
  const before = issues.length
  const typed = readFields(LineForm, values, `lines.${place}.`, issues)
  const item = await resolveItem(c, {
    type: typed.type ?? null,
    item: typed.item ?? '',
    itemId: typed.item_id ?? '',
    hasRate: typed.rate !== null && typed.rate !== undefined,
    customerId,
  })
  const found = { place, number: textOf(values, 'number') || String(place) }
  if ('message' in item) {
    issues.splice(before, 0, { path: `lines.${place}.item`, message: item.message })
    return { ...found, input: null, offer: null, name: typed.item ?? '', choices: item.choices }
  }
  const { offer } = item
  const idOf = (kind: Offer['kind']) => (offer?.kind === kind ? offer.id : null)
  const input: BillLineInput = {
    type: offer?.type ?? 'service',
    description: offer ? null : (typed.item ?? null),
    quantityMilli: typed.quantity ?? 1000,
    unitPricePaise: typed.rate ?? null,
    priceIncludesTax: null,
    gstBp: null,
    hsnSac: null,
    discount: typed.discount ?? null,
    inventoryItemId: idOf('product'),
    sessionId: idOf('session'),
    planId: idOf('plan'),
    treatmentId: idOf('treatment'),
  }
  const isWrong = issues.length > before
  return {
    ...found,
    input: isWrong ? null : input,
    offer,
    name: offer?.name ?? typed.item ?? '',
    choices: [],
  }
}

import { type Context, Hono } from 'hono'
import { findAppointment } from '../../db/appointments.ts'
import { findCustomer } from '../../db/customers.ts'
import { peekNumber } from '../../db/number-series.ts'
import { listSessionsToBill } from '../../db/sessions-to-bill.ts'
import { BILL_ITEM_TYPES } from '../../domain/bills.ts'
import { documentNumber, seriesPeriod } from '../../domain/document-number.ts'
import { Invalid } from '../../domain/errors.ts'
import { formatAmount, formatMoney } from '../../domain/money.ts'
import { invoicePaper } from '../../domain/papers/invoice.ts'
import { InvoiceSheet } from '../../pdf/invoice-document.tsx'
import { createBill, type IssuedBill } from '../../use-cases/billing.ts'
import { BillForm, BillLive } from '../../views/billing/bill-form.tsx'
import type { LineValues } from '../../views/billing/bill-line.tsx'
import { billTotalsId } from '../../views/billing/bill-totals.tsx'
import { sumRows } from '../../views/billing/sum-rows.ts'
import { Money } from '../../views/components/money.tsx'
import { SearchOption } from '../../views/components/search-option.tsx'
import { choicesIfUnclear } from '../customers/resolve-customer.ts'
import { typedDraft } from '../http/drafts.ts'
import type { Env } from '../http/environment.ts'
import { searchOf } from '../http/fields.ts'
import { formKey, isId, readForm, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { isPartRequest, render, seeOther } from '../http/render.tsx'
import { emptyForm, type FormState, openForm, submitForm } from '../http/submit-form.ts'
import { atFields, isBlank, linesOf, readBill, type TypedBill } from './bill-form.ts'
import { findOffer, type Offer, offerItems, offerValue } from './bill-items.ts'
import { type Sketch, sketchBill } from './bill-sketch.ts'
import { paperCssHref } from './paper-css.ts'

export const newBillRoutes = new Hono<Env>()

const OPTIONS_SHOWN = 8

/** The matches of an item's type-ahead field, as options. */
newBillRoutes.get('/billing/items', allow('billing.manage'), async (c) => {
  if (!isPartRequest(c)) return c.redirect('/billing/new', 302)
  const customerId = c.req.query('customer_id') ?? ''
  const offers = await offerItems(c, {
    search: searchOf(c.req.query('q')),
    type: BILL_ITEM_TYPES.find((type) => type === c.req.query('type')) ?? null,
    customerId: isId(customerId) ? customerId : null,
    limit: OPTIONS_SHOWN,
  })
  return c.html(
    <>
      {offers.map((offer) => (
        <SearchOption
          value={offerValue(offer)}
          text={offer.name}
          meta={offer.meta}
          aside={offer.pricePaise !== null && <Money paise={offer.pricePaise} />}
          data-type={offer.type}
          data-rate={offer.pricePaise === null ? undefined : formatAmount(offer.pricePaise)}
        />
      ))}
      {offers.length === 0 && <li class="combo-note">Not in the catalogue</li>}
    </>,
  )
})

newBillRoutes.get('/billing/new', allow('billing.manage'), async (c) => {
  const { form, typed } = await openForm(c, await prefillBill(c))
  return showForm(c, typed, { form, focusLine: textOf(typed, 'customer') ? 0 : null })
})

/** Opened directly, the addresses of the form's parts redirect to the form. */
for (const part of ['/billing/new/totals', '/billing/new/lines']) {
  newBillRoutes.get(part, allow('billing.manage'), (c) => c.redirect('/billing/new', 303))
}

newBillRoutes.post('/billing/new/totals', allow('billing.manage'), async (c) =>
  showForm(c, await readForm(c), {}),
)

/** Adds or removes a line without script, and keeps everything that is typed. */
newBillRoutes.post('/billing/new/lines', allow('billing.manage'), async (c) => {
  const values = await readForm(c)
  const lines = linesOf(values)
  const removed = lines.findIndex((line) => textOf(line, 'number') === textOf(values, 'remove'))
  const isRemoval = textOf(values, 'remove') !== ''
  const kept = isRemoval ? lines.filter((_, place) => place !== removed) : [...lines, {}]
  return showForm(
    c,
    { ...values, lines: kept },
    { focusLine: isRemoval ? Math.min(Math.max(removed, 0), kept.length - 1) : kept.length - 1 },
  )
})

newBillRoutes.post('/billing', allow('billing.manage'), (c) =>
  submitForm(c, {
    save: async (typed) => {
      // When it is sent a second time, its lines may no longer be found: a session is billed once.
      const before = await c.var.clinic.kept<IssuedBill>(c.var.actor)
      return showIssued(c, before?.result ?? (await issueBill(c, await readBill(c, typed))))
    },
    show: (form, typed) => showForm(c, typed, { form }),
  }),
)

async function issueBill(c: Context<Env>, typed: TypedBill): Promise<IssuedBill> {
  const { customer, lines, discount, dueDate } = typed
  if (typed.issues.length > 0 || !customer) throw new Invalid(typed.issues)
  try {
    return await createBill(c.var.clinic, c.var.actor, {
      customerId: customer.id,
      lines: lines.flatMap((line) => line.input ?? []),
      discount,
      gstBp: null,
      placeOfSupply: null,
      dueDate,
      payment: typed.payment,
    })
  } catch (error) {
    throw atFields(error, lines)
  }
}

/** Goes to the bill, with a message about change and low stock. */
function showIssued(c: Context<Env>, { billId, ...issued }: IssuedBill): Response {
  const { changePaise } = issued.settlement
  const low = issued.lowStock.map(({ item, quantity }) => `${item}, ${quantity} left`)
  return seeOther(c, `/billing/${billId}`, {
    text: [
      `${issued.invoiceNumber} saved.`,
      ...(changePaise > 0 ? [`Give back ${formatMoney(changePaise)}.`] : []),
      ...(low.length > 0 ? [`Low stock: ${low.join('; ')}.`] : []),
    ].join(' '),
    tone: low.length > 0 ? 'attention' : 'done',
    actions: [{ label: 'WhatsApp', action: `/billing/${billId}/messages`, newTab: true }],
  })
}

/** The values given by the address: the customer, and the session or visit to bill. */
async function prefillBill(c: Context<Env>): Promise<Values> {
  const reader = c.var.clinic.read(c.var.actor)
  const given = (name: string) => {
    const id = c.req.query(name) ?? ''
    return isId(id) ? id : null
  }
  const appointmentId = given('appointment_id')
  const visit = appointmentId ? await findAppointment(reader, appointmentId) : undefined
  const sessionId = given('session_id') ?? visit?.sessionId ?? null
  const [session] = sessionId ? await listSessionsToBill(reader, { sessionIds: [sessionId] }) : []
  const customerId = given('customer_id') ?? session?.customerId ?? visit?.customerId
  const customer = customerId ? await findCustomer(reader, customerId) : undefined
  const offer = session
    ? await findOffer(c, `session:${session.id}`)
    : visit && (await findOffer(c, `treatment:${visit.treatmentId}`))
  return {
    customer: customer?.name ?? '',
    customer_id: customer?.id ?? '',
    lines: [offer ? lineOf(offer) : {}],
  }
}

function lineOf(offer: Offer): Values {
  return { type: offer.type, item: offer.name, item_id: offerValue(offer), quantity: '1' }
}

type Showing = { form?: FormState; focusLine?: number | null }

async function showForm(
  c: Context<Env>,
  values: Values,
  { form = emptyForm(), focusLine = 0 }: Showing,
) {
  const { issues } = form
  const typed = await readBill(c, values)
  const sketch = await sketchBill(c, typed)
  const rows = linesOf(values).length > 0 ? linesOf(values) : [{}]
  const hasErrors = issues.length > 0
  const lineOfRow = (row: Values, place: number, number: string): LineValues => {
    const line = typed.lines.find((each) => each.place === place)
    const offer = line?.offer
    return {
      number,
      type: offer?.type ?? textOf(row, 'type'),
      item: offer?.name ?? textOf(row, 'item'),
      itemId: offer ? offerValue(offer) : textOf(row, 'item_id'),
      quantity: textOf(row, 'quantity') || (isBlank(row) ? '1' : ''),
      rate: textOf(row, 'rate'),
      discount: textOf(row, 'discount'),
      choices: hasErrors ? (line?.choices ?? []) : [],
      figures: sketch.figures.get(place) ?? null,
    }
  }
  const live = {
    customer: typed.customer,
    // The refusal is already shown at its field.
    totals: totalsOf(hasErrors ? { ...sketch, notes: [] } : sketch),
    sheet: sheetOf(c, typed, sketch),
  }
  const nextNumber = await nextInvoiceNumber(c)
  const choices = await choicesIfUnclear(c, form, 'customer')
  return render(c, {
    title: 'New bill',
    current: 'billing',
    form,
    widgets: true,
    hints: [
      { keys: ['Tab'], text: 'next field' },
      { keys: ['Enter'], text: 'next line' },
      { keys: ['Alt+R'], text: 'remove line' },
      { keys: ['Alt+O'], text: 'discount' },
      { keys: ['Control+Enter'], text: 'save' },
    ],
    content: () => (
      <BillForm
        {...live}
        values={headValues(values, typed)}
        lines={rows.map((row, place) => lineOfRow(row, place, String(place)))}
        customerChoices={choices}
        issues={issues}
        draft={form.draft ?? typedDraft(values)}
        formKey={formKey()}
        nextNumber={nextNumber}
        paperCss={paperCssHref('preview', c.var.deps.assets)}
        focusLine={focusLine}
      />
    ),
    fragments: {
      [billTotalsId]: () => (
        <BillLive
          {...live}
          lines={rows.map((row, place) => {
            return lineOfRow(row, place, textOf(row, 'number') || String(place))
          })}
        />
      ),
    },
  })
}

function totalsOf({ draft, settlement, notes }: Sketch) {
  const { changePaise, openPaise } = settlement ?? { changePaise: 0, openPaise: 0 }
  if (!draft) return { rows: [], totalPaise: 0, changePaise, openPaise, notes }
  const { settings, lines, totals } = draft
  const rows = sumRows(totals, lines, settings.gstin !== null)
  return { rows, totalPaise: totals.totalPaise, changePaise, openPaise, notes }
}

function sheetOf(c: Context<Env>, typed: TypedBill, { draft, settlement }: Sketch) {
  if (!draft) return null
  const { today } = c.var
  const paper = invoicePaper({
    clinic: draft.settings,
    number: null,
    date: today,
    dueDate: typed.dueDate ?? today,
    placeOfSupply: draft.settings.stateCode,
    customer: typed.customer,
    lines: draft.lines,
    totals: draft.totals,
    payments: settlement?.payment ? [{ ...settlement.payment, date: today }] : [],
  })
  return <InvoiceSheet {...paper} format="a5" isPreview />
}

/** The next invoice number. Another desk may take it before this bill is saved. */
async function nextInvoiceNumber(c: Context<Env>): Promise<string> {
  const { invoicePrefix, invoiceSeries } = c.var.settings
  const period = seriesPeriod(invoiceSeries, c.var.today)
  const number = await peekNumber(c.var.clinic.read(c.var.actor), 'invoice', period)
  return documentNumber(invoicePrefix, invoiceSeries, period, number)
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

/** The fields as typed, with the full name of the customer that was found. */
function headValues(values: Values, { customer }: TypedBill): Record<string, string> {
  const typed = HEAD_FIELDS.map((name) => [name, textOf(values, name)] as const)
  const { payment_status, payment_mode, ...rest } = Object.fromEntries(typed)
  return {
    ...rest,
    ...(customer ? { customer: customer.name, customer_id: customer.id } : {}),
    payment_status: payment_status || 'paid',
    payment_mode: payment_mode || 'cash',
  }
}

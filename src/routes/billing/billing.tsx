import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { listBills, sumBills } from '../../db/bill-lists.ts'
import { findInvoice } from '../../db/bill-papers.ts'
import { findBill } from '../../db/billing.ts'
import { may } from '../../domain/access.ts'
import { BILL_SORTS } from '../../domain/bills.ts'
import { formatDate } from '../../domain/dates.ts'
import { type Issue, NotFound, Unavailable } from '../../domain/errors.ts'
import { formatMoney } from '../../domain/money.ts'
import { PAPER_FORMATS, type PaperFormat, paperWidthPx } from '../../domain/papers/formats.ts'
import { withPayments } from '../../domain/papers/invoice.ts'
import { PAYMENT_MODES, PAYMENT_STATUSES } from '../../domain/payments.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import { InvoiceSheet, unprintableCharacters } from '../../pdf/invoice-document.tsx'
import { recordPayment } from '../../use-cases/billing.ts'
import { openMessage } from '../../use-cases/messages.ts'
import { type BillFilter, BillList, billsHref } from '../../views/billing/bill-list.tsx'
import { BillPage } from '../../views/billing/bill-page.tsx'
import { PaperUnavailable } from '../../views/billing/paper-unavailable.tsx'
import { PrintPage } from '../../views/billing/print-page.tsx'
import type { Env } from '../http/environment.ts'
import { line, optional, pageOf, searchOf, sortOf, typedMoney } from '../http/fields.ts'
import { formKey, parse, readForm } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'
import { emptyForm, type FormFields, type FormState, submitForm } from '../http/submit-form.ts'
import { newBillRoutes } from './new-bill.tsx'
import { paperCssHref, paperCssRoutes } from './paper-css.ts'
import { invoicePdf } from './papers.ts'

export const billingRoutes = new Hono<Env>()

billingRoutes.route('/', paperCssRoutes)
billingRoutes.route('/', newBillRoutes)

const PAGE_SIZE = 20

const STATUSES = [...PAYMENT_STATUSES, 'open'] as const

billingRoutes.get('/billing', allow('billing.view'), async (c) => {
  const reader = c.var.clinic.read(c.var.actor)
  const { filter, days, issues } = filterOf(c)
  const address = billsHref(filter)
  // `5 mar` means another day next year, so the address that people share has the full date.
  if (issues.length === 0 && isTyped(c, filter)) return c.redirect(address, 302)
  const query = {
    search: filter.search || undefined,
    from: filter.from ?? undefined,
    to: filter.to ?? undefined,
  }
  const status = filter.status ?? undefined
  const found = await listBills(reader, {
    ...query,
    status,
    sort: filter.sort,
    page: filter.page,
    limit: PAGE_SIZE,
  })
  const sums = await sumBills(reader, query)
  const counted = PAYMENT_STATUSES.filter(
    (each) => status === undefined || status === each || (status === 'open' && each !== 'paid'),
  )
  const sumOf = (key: 'totalPaise' | 'balancePaise') =>
    counted.reduce((total, each) => total + sums[each][key], 0)
  return render(c, {
    title: 'Billing',
    current: 'billing',
    form: { issues, status: issues.length > 0 ? 422 : 200 },
    hints: [
      { keys: ['/'], text: 'search' },
      { keys: ['J', 'K'], text: 'move' },
      { keys: ['Enter'], text: 'open' },
      ...(may(c.var.actor, 'billing.manage') ? [{ keys: ['P'], text: 'record payment' }] : []),
    ],
    content: () => (
      <BillList
        {...found}
        limit={PAGE_SIZE}
        filter={filter}
        days={days}
        issues={issues}
        counts={{
          all: sums.paid.count + sums.partial.count + sums.pending.count,
          paid: sums.paid.count,
          partial: sums.partial.count,
          pending: sums.pending.count,
        }}
        sums={{ totalPaise: sumOf('totalPaise'), balancePaise: sumOf('balancePaise') }}
        canBill={may(c.var.actor, 'billing.manage')}
      />
    ),
  })
})

billingRoutes.get('/billing/:id', allow('billing.view'), (c) => showBill(c, emptyForm()))

const PaymentForm = z.object({
  amount: z.string('Enter an amount.').trim().min(1, 'Enter an amount.').pipe(typedMoney),
  mode: z.enum(PAYMENT_MODES, 'Choose the payment mode.'),
  reference: optional(line(60)),
  /** The balance that the form showed. */
  balance: optional(typedMoney),
})

const PAYMENT_FIELDS: FormFields = { conflicts: { payment_exceeds_balance: 'amount' } }

billingRoutes.post('/billing/:id/payments', allow('billing.manage'), (c) =>
  submitForm(c, {
    fields: PAYMENT_FIELDS,
    save: async (typed) => {
      const billId = idParam(c, 'id', 'bill')
      const form = parse(PaymentForm, typed)
      const taken = await recordPayment(c.var.clinic, c.var.actor, {
        billId,
        amountPaise: form.amount,
        mode: form.mode,
        reference: form.reference,
        shownBalancePaise: form.balance,
      })
      const { changePaise } = taken
      const left =
        taken.status === 'paid'
          ? 'Paid in full.'
          : `Balance due ${formatMoney(taken.balancePaise)}.`
      return seeOther(c, `/billing/${billId}`, {
        text: [
          `${formatMoney(taken.amountPaise)} received.`,
          ...(changePaise > 0 ? [`Return ${formatMoney(changePaise)}.`] : []),
          left,
        ].join(' '),
        actions: [{ label: 'WhatsApp', action: `/billing/${billId}/messages`, newTab: true }],
      })
    },
    show: (form) => showBill(c, form),
  }),
)

/** Opened directly, the addresses that forms post to redirect to the bill. */
for (const part of ['/billing/:id/payments', '/billing/:id/messages']) {
  billingRoutes.get(part, allow('billing.view'), (c) =>
    c.redirect(`/billing/${idParam(c, 'id', 'bill')}`, 303),
  )
}

billingRoutes.post('/billing/:id/messages', allow('billing.view'), async (c) => {
  await readForm(c)
  const billId = idParam(c, 'id', 'bill')
  const { url } = await openMessage(c.var.clinic, c.var.actor, { kind: 'invoice', billId })
  return c.redirect(url, 303)
})

billingRoutes.get('/billing/:id/invoice.pdf', allow('billing.view'), async (c) => {
  const billId = idParam(c, 'id', 'bill')
  const format = formatOf(c)
  try {
    const { invoiceNumber, pdf } = await invoicePdf(c, billId, format)
    const name = `${invoiceNumber.replaceAll('/', '-')}${format === 'a4' ? '' : `-${format}`}.pdf`
    return c.body(pdf, 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename="${name}"`,
    })
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return showUnavailable(c, error)
  }
})

/** The invoice with all its payments, as a page to print from the browser. */
billingRoutes.get('/billing/:id/print', allow('billing.view'), async (c) => {
  const { bill, paper: issued } = await billOf(c)
  const payments = bill.payments.map(({ paidOn, ...payment }) => ({ ...payment, date: paidOn }))
  const paper = withPayments(issued, payments)
  const asOf = paper.balancePaise === issued.balancePaise ? null : c.var.today
  const format = formatOf(c)
  return c.html(
    <PrintPage
      title={paper.document.number}
      width={paperWidthPx(format)}
      styleSheet={paperCssHref(format, c.var.deps.assets, paper.document.number)}
    >
      <InvoiceSheet {...paper} format={format} asOf={asOf} />
    </PrintPage>,
  )
})

function formatOf(c: Context<Env>): PaperFormat {
  return PAPER_FORMATS.find((each) => each === c.req.query('format')) ?? 'a4'
}

/** A bill, and its invoice as it was issued. */
async function billOf(c: Context<Env>) {
  const reader = c.var.clinic.read(c.var.actor)
  const id = idParam(c, 'id', 'bill')
  const [bill, invoice] = await Promise.all([findBill(reader, id), findInvoice(reader, id)])
  if (!bill || !invoice) throw new NotFound('bill')
  return { bill, paper: invoice.paper }
}

async function showBill(c: Context<Env>, form: FormState) {
  const { bill, paper } = await billOf(c)
  const { balancePaise, document } = paper
  return render(c, {
    title: bill.invoiceNumber,
    current: 'billing',
    form,
    content: () => (
      <BillPage
        bill={bill}
        asIssued={balancePaise > bill.balancePaise ? { balancePaise, date: document.date } : null}
        isInterState={paper.placeOfSupply.stateCode !== paper.clinic.stateCode}
        unprintable={unprintableCharacters(paper)}
        today={c.var.today}
        canCollect={may(c.var.actor, 'billing.manage')}
        canBook={may(c.var.actor, 'appointments.manage')}
        formKey={formKey()}
        values={form.values}
        issues={form.issues}
      />
    ),
  })
}

/** A 503 with another way to get the paper: printing from the browser. */
async function showUnavailable(c: Context<Env>, error: Unavailable): Promise<Response> {
  const { bill } = await billOf(c)
  const page = await render(c, {
    title: bill.invoiceNumber,
    current: 'billing',
    content: () => (
      <PaperUnavailable
        billId={bill.id}
        invoiceNumber={bill.invoiceNumber}
        reason={error.message}
        printHref={`/billing/${bill.id}/print?format=${formatOf(c)}`}
      />
    ),
  })
  const headers = new Headers(page.headers)
  headers.set('Retry-After', String(error.retryAfterSecs))
  return new Response(page.body, { status: 503, headers })
}

function filterOf(c: Context<Env>): {
  filter: BillFilter
  days: { from: string; to: string }
  issues: Issue[]
} {
  const dayOf = (name: 'from' | 'to') => {
    const text = (c.req.query(name) ?? '').trim().slice(0, 30)
    const date = text ? parseTypedDate(text, c.var.today) : null
    return { text: date ? formatDate(date) : text, date, isWrong: text !== '' && !date }
  }
  const from = dayOf('from')
  const to = dayOf('to')
  const message = 'Enter a date like 5 Mar or 2026-03-05.'
  const isReversed = from.date !== null && to.date !== null && to.date < from.date
  return {
    filter: {
      search: searchOf(c.req.query('search')),
      status: STATUSES.find((each) => each === c.req.query('status')) ?? null,
      from: from.date,
      to: to.date,
      sort: sortOf(c.req.query('sort'), BILL_SORTS),
      page: pageOf(c.req.query('page')),
    },
    days: { from: from.text, to: to.text },
    issues: [
      ...(from.isWrong ? [{ path: 'from', message }] : []),
      ...(to.isWrong ? [{ path: 'to', message }] : []),
      ...(isReversed ? [{ path: 'to', message: `Enter a day from ${from.text} on.` }] : []),
    ],
  }
}

function isTyped(c: Context<Env>, { from, to }: BillFilter): boolean {
  return (from ?? '') !== (c.req.query('from') ?? '') || (to ?? '') !== (c.req.query('to') ?? '')
}

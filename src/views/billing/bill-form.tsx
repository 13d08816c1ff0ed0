import type { Child } from 'hono/jsx'
import { isAllergic } from '../../domain/allergies.ts'
import { type Issue, problemAt } from '../../domain/errors.ts'
import { PAYMENT_STATUSES } from '../../domain/payments.ts'
import type { Phone } from '../../domain/phone.ts'
import { formatPhone } from '../../domain/phone.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import { DraftNote, type FormDraft } from '../components/form-draft.tsx'
import { MedicalAlert } from '../components/medical-alert.tsx'
import { Money } from '../components/money.tsx'
import { PageHead } from '../components/page-head.tsx'
import { SearchSelect } from '../components/search-select.tsx'
import { STATUS_WORDS } from '../components/status.tsx'
import { hx } from '../hx.ts'
import {
  BillLine,
  BillLineHead,
  LineAmount,
  LineGst,
  LineNote,
  type LineValues,
  lineAmountId,
  lineGstId,
  lineNoteId,
} from './bill-line.tsx'
import { BillPreview, billPreviewId, PreviewSheet } from './bill-preview.tsx'
import { BillTotals, type DraftTotals, TotalsFigures } from './bill-totals.tsx'
import { MODE_CHOICES } from './modes.ts'

type LiveParts = {
  customer: { phone: Phone; allergies: string | null } | null
  lines: LineValues[]
  totals: DraftTotals
  sheet: Child | null
}

type Props = LiveParts & {
  values: Record<string, string>
  customerChoices: { value: string; label: string; hint?: string | undefined }[]
  issues: Issue[]
  draft: FormDraft | null
  formKey: string
  nextNumber: string
  /** Address of the style sheet for the invoice in the preview. */
  paperCss: string
  /** Index of the line whose item takes the focus. Null focuses the customer. */
  focusLine: number | null
}

const BLANK_LINE: LineValues = {
  number: '__n__',
  type: '',
  item: '',
  itemId: '',
  quantity: '1',
  rate: '',
  discount: '',
  choices: [],
  figures: null,
}

const STATUS_CHOICES = PAYMENT_STATUSES.toReversed().map((status) => ({
  value: status,
  label: STATUS_WORDS[status],
}))

const customerNoteId = 'bill-customer-note'
const headTotalIds = { head: 'bill-head-total', phone: 'bill-bar-total' }

export function BillForm(props: Props) {
  const { values, issues, formKey, nextNumber, lines, focusLine } = props
  const hasErrors = issues.length > 0
  return (
    <>
      <link rel="stylesheet" href={props.paperCss} />
      <PageHead
        title="New bill"
        sub={`Next: ${nextNumber}`}
        actions={
          <>
            <DraftNote />
            <p class="mr-2 max-md:hidden">
              Total <HeadTotal totals={props.totals} />
            </p>
            <ButtonLink href="/billing" variant="quiet" shortcut="Escape">
              Discard
            </ButtonLink>
            <Button
              variant="primary"
              form="bill-form"
              shortcut="Control+Enter"
              busy="Saving…"
              class="max-md:hidden"
            >
              Save bill
            </Button>
          </>
        }
      />
      <div class="min-h-[calc(100vh-80px)] min-[1366px]:grid min-[1366px]:grid-cols-[minmax(0,1fr)_424px] 2xl:grid-cols-[minmax(0,1fr)_591px]">
        <div class="px-4 pt-3 md:px-5 md:pb-6">
          <ErrorSummary issues={issues.map(withFieldName)} />
          <Form action="/billing" formKey={formKey} id="bill-form" label="Bill" draft={props.draft}>
            <div x-data="billLines" x-bind="form">
              <CustomerField {...props} />
              <BillLineHead />
              <div x-ref="lines" x-bind="lines" id="bill-lines">
                {lines.map((line, index) => (
                  <BillLine
                    line={line}
                    position={index + 1}
                    issues={issues}
                    autofocus={!hasErrors && focusLine === index}
                  />
                ))}
              </div>
              <template x-ref="blank">
                <BillLine line={BLANK_LINE} position={0} issues={[]} autofocus />
              </template>
              <div class="flex flex-wrap items-start gap-x-3 gap-y-2 py-3">
                <span class="md:pt-[22px]">
                  <Button
                    icon="plus"
                    name="add"
                    value="1"
                    formaction="/billing/new/lines"
                    x-bind="addButton"
                  >
                    Add line
                  </Button>
                </span>
                <Field
                  name="discount"
                  label="Discount"
                  control="number"
                  value={values.discount}
                  error={problemAt(issues, 'discount')}
                  placeholder="500 or 10%"
                  shortcut="Alt+o"
                  class="w-full md:ml-auto md:w-[272px]"
                />
              </div>
              <div class="gap-8 border-t border-rule-2 pt-3 md:grid md:grid-cols-[minmax(0,1fr)_272px]">
                <PaymentFields values={values} issues={issues} />
                <div class="max-md:mt-4">
                  <BillTotals totals={props.totals} />
                  <noscript>
                    <Button small formaction="/billing/new/totals">
                      Calculate total
                    </Button>
                  </noscript>
                </div>
              </div>
            </div>
            <div class="save-bar">
              <p class="mr-auto">
                Total <HeadTotal totals={props.totals} isOnPhone />
              </p>
              <Button variant="primary" busy="Saving…">
                Save bill
              </Button>
            </div>
          </Form>
        </div>
        <BillPreview nextNumber={nextNumber} sheet={props.sheet} />
      </div>
    </>
  )
}

/** The total again where it stays in sight while the lines scroll. */
function HeadTotal({ totals, isOnPhone }: { totals: DraftTotals; isOnPhone?: boolean }) {
  return (
    <b id={isOnPhone ? headTotalIds.phone : headTotalIds.head} aria-hidden="true">
      <Money paise={totals.totalPaise} always />
    </b>
  )
}

function CustomerField({ values, issues, customer, customerChoices, focusLine }: Props) {
  const error = problemAt(issues, 'customer')
  return (
    <div class="mb-2 grid gap-x-4 md:grid-cols-[minmax(0,340px)_minmax(0,1fr)]">
      <SearchSelect
        name="customer"
        label="Customer"
        text={values.customer}
        value={values.customer_id}
        source="/customers/options"
        choices={error ? customerChoices : []}
        error={error}
        placeholder="Name or phone"
        autofocus={issues.length === 0 && focusLine === null}
      />
      <p class="flex min-h-[20px] items-center text-xs text-ink-2 md:pt-[22px]" id={customerNoteId}>
        <CustomerNote customer={customer} />
      </p>
    </div>
  )
}

function CustomerNote({ customer }: Pick<LiveParts, 'customer'>) {
  if (!customer) return null
  const { phone, allergies } = customer
  return (
    <>
      <span class="mr-2 flex-none">{formatPhone(phone)}</span>
      {isAllergic(allergies) && <MedicalAlert text={allergies ?? ''} />}
    </>
  )
}

function PaymentFields({ values, issues }: Pick<Props, 'values' | 'issues'>) {
  const field = fieldOf({ values, issues })
  return (
    <div class="space-y-3">
      <Field
        {...field('payment_status')}
        label="Payment status"
        control="segment"
        choices={STATUS_CHOICES}
      />
      <Field
        {...field('payment_mode')}
        label="Payment mode"
        control="segment"
        choices={MODE_CHOICES}
      />
      <div class="grid grid-cols-2 items-start gap-3 md:grid-cols-3">
        <Field
          {...field('amount_paid')}
          label="Amount paid"
          control="money"
          placeholder="Full amount"
        />
        <Field {...field('reference')} label="Reference" autocomplete="off" optional />
        <Field
          {...field('due_date')}
          label="Due date"
          control="date"
          placeholder="Today"
          optional
        />
      </div>
    </div>
  )
}

/**
 * The response while a bill is typed: the totals, and out of band the lines' figures and the
 * preview.
 */
export function BillLive({ customer, lines, totals, sheet }: LiveParts) {
  const part = hx({ swapOob: 'innerHTML' })
  return (
    <>
      <TotalsFigures totals={totals} />
      {Object.values(headTotalIds).map((id) => (
        <b id={id} {...part}>
          <Money paise={totals.totalPaise} always />
        </b>
      ))}
      {lines.map(({ number, figures }) => (
        <>
          <span id={lineGstId(number)} {...part}>
            <LineGst figures={figures} />
          </span>
          <span id={lineAmountId(number)} {...part}>
            <LineAmount figures={figures} />
          </span>
          <p id={lineNoteId(number)} {...part}>
            <LineNote figures={figures} />
          </p>
        </>
      ))}
      <p id={customerNoteId} {...part}>
        <CustomerNote customer={customer} />
      </p>
      <div id={billPreviewId} {...part}>
        <PreviewSheet sheet={sheet} />
      </div>
    </>
  )
}

const LINE_FIELD_NAMES: Record<string, string> = {
  type: 'type',
  item: 'item',
  quantity: 'quantity',
  rate: 'rate',
  discount: 'discount',
}
const BILL_FIELD_NAMES: Record<string, string> = {
  discount: 'Discount',
  amount_paid: 'Amount paid',
  reference: 'Reference',
  due_date: 'Due date',
}

/** Adds the line and field to a message, because several fields can have the same error. */
function withFieldName(issue: Issue): Issue {
  const line = /^lines\.(\d+)\.(\w+)$/.exec(issue.path)
  const field = LINE_FIELD_NAMES[line?.[2] ?? '']
  const name = line ? `Line ${Number(line[1]) + 1}, ${field}` : BILL_FIELD_NAMES[issue.path]
  return name ? { ...issue, message: `${name}: ${issue.message}` } : issue
}

import type { Child } from 'hono/jsx'
import { isAllergic } from '../../domain/allergies.ts'
import { type Issue, problemAt } from '../../domain/errors.ts'
import type { Phone } from '../../domain/phone.ts'
import { formatPhone } from '../../domain/phone.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Form } from '../components/form.tsx'
import { DraftNote, type FormDraft } from '../components/form-draft.tsx'
import { MedicalAlert } from '../components/medical-alert.tsx'
import { Money } from '../components/money.tsx'
import { PageHead } from '../components/page-head.tsx'
import { SearchSelect } from '../components/search-select.tsx'
import { hx } from '../hx.ts'
import { withFieldName } from './bill-issues.ts'
import type { LineValues } from './bill-line.tsx'
import { BillLines } from './bill-lines.tsx'
import { BillPreview, billPreviewId, PreviewSheet } from './bill-preview.tsx'
import { BillTotals, type DraftTotals, TotalsFigures } from './bill-totals.tsx'
import { LiveLines } from './live-lines.tsx'
import { PaymentFields } from './payment-fields.tsx'

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

const customerNoteId = 'bill-customer-note'
const headTotalIds = { head: 'bill-head-total', phone: 'bill-bar-total' }

export function BillForm(props: Props) {
  const { values, issues, formKey, nextNumber, lines, focusLine } = props
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
              <BillLines lines={lines} issues={issues} focusLine={focusLine} values={values} />
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
      <LiveLines lines={lines} />
      <p id={customerNoteId} {...part}>
        <CustomerNote customer={customer} />
      </p>
      <div id={billPreviewId} {...part}>
        <PreviewSheet sheet={sheet} />
      </div>
    </>
  )
}

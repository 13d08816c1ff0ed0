import { isAllergic } from '../../domain/allergies.ts'
import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { type Issue, problemAt } from '../../domain/errors.ts'
import { formatPhone } from '../../domain/phone.ts'
import { withFieldName } from '../billing/bill-issues.ts'
import type { LineValues } from '../billing/bill-line.tsx'
import { BillLines } from '../billing/bill-lines.tsx'
import { BillTotals, type DraftTotals } from '../billing/bill-totals.tsx'
import { PaymentFields } from '../billing/payment-fields.tsx'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { DraftNote, type FormDraft } from '../components/form-draft.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Status } from '../components/status.tsx'
import { NextVisitFields, type NextVisitProps } from './next-visit-fields.tsx'
import type { Visit } from './visit.ts'
import { VisitStateTag } from './visit-state.tsx'

type Props = Omit<NextVisitProps, 'address'> & {
  visit: Visit
  /** Why this visit can't be closed: then there is no form. */
  problem: string | null
  values: Record<string, string>
  issues: Issue[]
  /** Null for a role that makes no bills. The note says why the visit itself is not on the bill. */
  bill: { lines: LineValues[]; totals: DraftTotals; note: string | null } | null
  newestBill: string
  draft: FormDraft | null
  back: string
  today: CalendarDate
  /** Index of the line whose item takes the focus. */
  focusLine: number
  formKey: string
}

const formId = 'close-form'

const TWO_COLUMNS = 'gap-x-6 min-[1366px]:grid min-[1366px]:grid-cols-[minmax(0,1fr)_348px]'

/** Closes a visit: it is completed and billed, and the next one is booked, with one button. */
export function CloseSheet(props: Props) {
  const { visit, problem, issues, bill, back, today } = props
  const address = `/appointments/${visit.id}/close`
  const isCompleted = visit.status === 'completed'
  return (
    <>
      <PageHead
        title="Close visit"
        sub={`${visit.customer} · ${formatDay(visit.date, today)}, ${visit.startTime}`}
        actions={
          <>
            <DraftNote />
            <ButtonLink href={back} variant="quiet" shortcut="Escape">
              Cancel
            </ButtonLink>
            {!problem && <CloseButton {...props} />}
          </>
        }
      />
      <div class="min-h-[calc(100vh-80px)] px-4 pb-20 pt-3 md:px-5 md:pb-6">
        <ErrorSummary
          issues={issues.map(withFieldName)}
          verb={isCompleted ? 'save' : 'close the visit'}
        />
        {isAllergic(visit.allergies) && (
          <Alert tone="kumkum" title={visit.allergies} icon="octagon-alert" class="mb-3" />
        )}
        {problem ? (
          <Alert
            tone="geru"
            title={problem}
            actions={<ButtonLink href={`/appointments/${visit.id}`}>Open appointment</ButtonLink>}
          />
        ) : (
          <Form
            action={address}
            formKey={props.formKey}
            id={formId}
            label="Close visit"
            class={bill ? TWO_COLUMNS : 'max-w-[560px]'}
            draft={props.draft}
          >
            <input type="hidden" name="back" value={back} />
            <input type="hidden" name="newest_bill" value={props.newestBill} />
            <VisitPart {...props} />
            {bill && <BillPart {...props} bill={bill} address={address} />}
            <NextVisitFields {...props} address={address} />
            <div class="save-bar">
              <Button variant="primary" busy="Saving…" class="ml-auto">
                {saveLabel(props)}
              </Button>
            </div>
          </Form>
        )}
      </div>
    </>
  )
}

function CloseButton(props: Props) {
  const isFirstField = props.bill === null && !hasNotes(props) && props.issues.length === 0
  return (
    <Button
      variant="primary"
      form={formId}
      shortcut="Control+Enter"
      busy="Saving…"
      autofocus={isFirstField}
      class="max-md:hidden"
    >
      {saveLabel(props)}
    </Button>
  )
}

function saveLabel({ visit }: Props): string {
  return visit.status === 'completed' ? 'Save' : 'Close visit'
}

/** Only a session that is still to be completed takes notes. */
function hasNotes({ visit }: Props): boolean {
  return visit.sessionId !== null && visit.status !== 'completed'
}

function VisitPart(props: Props) {
  const { visit, values, issues, bill } = props
  const session = visit.sessionNumber && `Session ${visit.sessionNumber} of ${visit.sessionCount}`
  const facts = [visit.treatment, session, visit.staff, `${visit.durationMins} minutes`]
  return (
    <section
      aria-labelledby="close-visit-heading"
      // Without a bill, the next visit draws the line below.
      class={bill ? 'border-b border-rule-2 pb-3 min-[1366px]:col-span-2' : ''}
    >
      <h2 id="close-visit-heading" class="sr-only">
        Visit
      </h2>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
        <a class="link text-base" href={`/customers/${visit.customerId}`}>
          {visit.customer}
        </a>
        <Status status={visit.status} />
        <VisitStateTag visit={visit} />
        <a class="link text-xs" href={`tel:${visit.phone}`}>
          {formatPhone(visit.phone)}
        </a>
        <span class="text-ink-2">{facts.filter(Boolean).join(' · ')}</span>
      </div>
      {hasNotes(props) && (
        <Field
          name="notes"
          label="Session notes"
          value={values.notes}
          error={problemAt(issues, 'notes')}
          control="textarea"
          rows={1}
          maxlength={500}
          autofocus={bill === null && issues.length === 0}
          class="mt-2"
          optional
        />
      )}
    </section>
  )
}

function BillPart(props: Props & { bill: NonNullable<Props['bill']>; address: string }) {
  const { visit, bill, values, issues, address } = props
  const draft = `${address}/draft`
  return (
    <section aria-labelledby="close-bill-heading" class="min-w-0">
      <div class="sec">
        <h2 id="close-bill-heading">Bill</h2>
        <span class="meta">{bill.note ?? 'Without an item there is no bill.'}</span>
      </div>
      <div x-data="billLines" x-bind="form">
        <input type="hidden" name="customer_id" value={visit.customerId} />
        <BillLines
          lines={bill.lines}
          values={values}
          issues={issues}
          focusLine={props.focusLine}
          address={draft}
        />
        <div class="gap-8 border-t border-rule-2 pt-3 md:grid md:grid-cols-[minmax(0,1fr)_272px]">
          <PaymentFields values={values} issues={issues} />
          <div class="max-md:mt-4">
            <BillTotals totals={bill.totals} form={formId} address={draft} />
            <noscript>
              <Button small formaction={draft}>
                Calculate total
              </Button>
            </noscript>
          </div>
        </div>
      </div>
    </section>
  )
}

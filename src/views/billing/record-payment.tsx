import { type Issue, problemAt } from '../../domain/errors.ts'
import { formatAmount, type Paise } from '../../domain/money.ts'
import { Button } from '../components/button.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { MODE_CHOICES } from './modes.ts'

type Props = {
  bill: { id: string; balancePaise: Paise }
  values: Record<string, string>
  issues: Issue[]
  formKey: string
}

/** The form to record a payment. The amount is filled in with the balance. */
export function RecordPayment({ bill, values, issues, formKey }: Props) {
  const errorOf = (path: string) => problemAt(issues, path)
  return (
    <section id="payment" aria-labelledby="payment-title">
      <div class="sec">
        <h2 id="payment-title">Record payment</h2>
      </div>
      <ErrorSummary issues={issues} />
      {bill.balancePaise > 0 && (
        <Form
          action={`/billing/${bill.id}/payments`}
          formKey={formKey}
          class="space-y-3 pb-4"
          guard
        >
          <div class="grid grid-cols-2 items-start gap-3">
            <Field
              name="amount"
              label="Amount"
              control="money"
              value={values.amount ?? formatAmount(bill.balancePaise)}
              error={errorOf('amount')}
            />
            <Field
              name="reference"
              label="Reference"
              value={values.reference}
              error={errorOf('reference')}
              autocomplete="off"
              optional
            />
          </div>
          <Field
            name="mode"
            label="Mode"
            control="segment"
            choices={MODE_CHOICES}
            value={values.mode || 'cash'}
            error={errorOf('mode')}
          />
          <Button variant="primary" shortcut="Control+Enter" busy="Saving…">
            Save payment
          </Button>
        </Form>
      )}
    </section>
  )
}

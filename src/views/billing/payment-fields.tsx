import type { Issue } from '../../domain/errors.ts'
import { PAYMENT_STATUSES } from '../../domain/payments.ts'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { STATUS_WORDS } from '../components/status.tsx'
import { MODE_CHOICES } from './modes.ts'

type Props = { values: Record<string, string>; issues: Issue[] }

const STATUS_CHOICES = PAYMENT_STATUSES.toReversed().map((status) => ({
  value: status,
  label: STATUS_WORDS[status],
}))

/** The script sets `data-payment` when the status changes: a pending bill has no payment. */
const UNLESS_PENDING = '[[data-payment=pending]_&]:hidden'

/** The payment that is recorded when a bill is saved. */
export function PaymentFields({ values, issues }: Props) {
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
        class={UNLESS_PENDING}
      />
      <div class="grid grid-cols-2 items-start gap-3 md:grid-cols-3">
        <Field
          {...field('amount_paid')}
          label="Amount paid"
          control="money"
          placeholder={values.payment_status === 'partial' ? undefined : 'Full amount'}
          class={UNLESS_PENDING}
        />
        <Field
          {...field('reference')}
          label="Reference"
          autocomplete="off"
          optional
          class={UNLESS_PENDING}
        />
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

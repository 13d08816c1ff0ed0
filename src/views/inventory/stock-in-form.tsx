import type { Issue } from '../../domain/errors.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import { PageHead } from '../components/page-head.tsx'

type Props = {
  item: { id: string; name: string; unit: string; usable: number; reorderThreshold: number }
  values: Record<string, string>
  issues: Issue[]
  formKey: string
}

export function StockInForm({ item, values, issues, formKey }: Props) {
  const field = fieldOf({ values, issues })
  return (
    <>
      <PageHead
        title={`Stock in: ${item.name}`}
        sub={`${item.usable} usable now · reorder at ${item.reorderThreshold}`}
        parent={{ label: 'Dashboard', href: '/' }}
      />
      <div class="max-w-[560px] px-4 py-4 md:px-5">
        <ErrorSummary issues={issues} />
        <Form action={`/inventory/${item.id}/stock-in`} formKey={formKey} guard>
          <div class="grid gap-4 md:grid-cols-2">
            <Field
              {...field('quantity')}
              label="Quantity"
              control="number"
              hint={`Whole ${item.unit}s`}
              autofocus={issues.length === 0}
            />
            <Field {...field('batch_number')} label="Batch #" autocomplete="off" />
            <Field
              {...field('expiry_date')}
              label="Expiry"
              control="date"
              placeholder="30 Sep 2027"
              hint="Usable until the end of this day."
            />
            <Field {...field('vendor')} label="Vendor" optional />
            <Field {...field('unit_cost')} label="Unit cost" control="money" optional />
          </div>
          <div class="mt-6 flex gap-2">
            <Button variant="primary" shortcut="Control+Enter" busy="Saving…">
              Save stock
            </Button>
            <ButtonLink href="/">Cancel</ButtonLink>
          </div>
        </Form>
      </div>
    </>
  )
}

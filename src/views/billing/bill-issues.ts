import type { Issue } from '../../domain/errors.ts'

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
export function withFieldName(issue: Issue): Issue {
  const line = /^lines\.(\d+)\.(\w+)$/.exec(issue.path)
  const field = LINE_FIELD_NAMES[line?.[2] ?? '']
  const name = line ? `Line ${Number(line[1]) + 1}, ${field}` : BILL_FIELD_NAMES[issue.path]
  return name ? { ...issue, message: `${name}: ${issue.message}` } : issue
}

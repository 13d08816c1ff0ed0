import { keptByUndo } from '../../domain/closing.ts'
import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import type { ClosedVisit } from '../../use-cases/close-visit.ts'
import { type StepName, undoneStepField } from '../../views/appointments/step-buttons.tsx'
import type { FlashAction, FlashMessage } from '../../views/components/flash.tsx'

type Where = { back: string; today: CalendarDate }

/** What was done, with one message to send, the invoice to print, and what can be undone. */
export function closedMessage(closed: ClosedVisit, { back, today }: Where): FlashMessage {
  const { bill, next } = closed
  const low = bill?.lowStock.map(({ item, quantity }) => `${item}, ${quantity} left`) ?? []
  const kept = closed.isCompleted && keptByUndo({ hasBill: bill !== null, hasNext: next !== null })
  return {
    text: [
      `${closed.customer}’s visit is ${closed.isCompleted ? 'closed' : 'saved'}.`,
      ...(bill ? [billWords(bill)] : []),
      ...(next ? [`Next: ${formatDay(next.date, today)}, ${next.startTime}.`] : []),
      ...(low.length > 0 ? [`Low stock: ${low.join('; ')}.`] : []),
      ...(kept ? [`Undo reopens the visit and keeps ${kept}.`] : []),
    ].join(' '),
    tone: low.length > 0 ? 'attention' : 'done',
    link: bill ? { label: 'Print invoice', href: `/billing/${bill.billId}/print` } : undefined,
    actions: [messageAction(closed), ...(closed.isCompleted ? [undoAction(closed, back)] : [])],
  }
}

function billWords({ invoiceNumber, settlement }: NonNullable<ClosedVisit['bill']>): string {
  const { paidPaise, openPaise, changePaise } = settlement
  const amounts = [
    ...(paidPaise > 0 ? [`${formatMoney(paidPaise)} paid`] : []),
    ...(openPaise > 0 ? [`${formatMoney(openPaise)} due`] : []),
  ]
  const change = changePaise > 0 ? ` Return ${formatMoney(changePaise)}.` : ''
  return `${[invoiceNumber, ...amounts].join(', ')}.${change}`
}

/** Without a bill or a next visit the message is the one about the completed visit or session. */
function messageAction({ appointmentId, bill, next }: ClosedVisit): FlashAction {
  const address = `/appointments/${appointmentId}`
  const action = { label: 'WhatsApp', newTab: true }
  if (!bill && !next) return { ...action, action: `${address}/messages` }
  const fields = bill ? { bill_id: bill.billId } : undefined
  return { ...action, action: `${address}/close/messages`, fields }
}

function undoAction({ appointmentId, step }: ClosedVisit, back: string): FlashAction {
  return {
    label: 'Undo',
    action: `/appointments/${appointmentId}/steps`,
    fields: { [undoneStepField]: step ?? '', back },
    button: { name: 'step', value: 'undo' satisfies StepName },
    shortcut: 'Control+z',
  }
}

import { type CalendarDate, formatDate, formatLongDate } from '../domain/dates.ts'
import type { Paise } from '../domain/money.ts'
import type { InvoicePayment } from '../domain/papers/invoice.ts'
import type { PaymentMode } from '../domain/payments.ts'
import { upiUri } from '../domain/upi.ts'
import { money } from './figures.ts'
import { QrCode } from './qr-code.tsx'

/** The usual limit of one UPI payment (NPCI). Only some merchants may accept more. */
const UPI_LIMIT_PAISE = 1_00_000_00

const MODES: Readonly<Record<PaymentMode, { name: string; how: string }>> = {
  cash: { name: 'Cash', how: 'in cash' },
  upi: { name: 'UPI', how: 'by UPI' },
  card: { name: 'Card', how: 'by card' },
}

export type InvoiceSettlementProps = {
  clinicName: string
  upiId: string | null
  number: string
  dueDate: CalendarDate | null
  payments: InvoicePayment[]
  totalPaise: Paise
  balancePaise: Paise
}

/**
 * How the bill was paid, or how to pay it, and the signature. A paid bill prints no UPI code, so
 * that nobody pays it twice.
 */
export function InvoiceSettlement(props: InvoiceSettlementProps) {
  const { clinicName, payments, totalPaise, balancePaise } = props
  const isPaid = balancePaise <= 0 && totalPaise > 0
  return (
    <section class="paper-settlement">
      {isPaid && <Stamp payments={payments} />}
      {balancePaise > 0 && <UpiCode {...props} />}
      <div>
        {balancePaise > 0 && <ToPay {...props} />}
        {payments.length > 0 && <Received payments={payments} />}
      </div>
      <div class="paper-signature">
        <p>For {clinicName}</p>
        <p class="paper-signature-line">Authorised signatory</p>
      </div>
    </section>
  )
}

function Stamp({ payments }: { payments: InvoicePayment[] }) {
  const modes = [...new Set(payments.map((payment) => MODES[payment.mode].name))].join(' + ')
  const last = payments
    .map((payment) => payment.date)
    .toSorted()
    .at(-1)
  return (
    <div class="paper-stamp">
      <p class="paper-stamp-word">PAID</p>
      {last && (
        <p>
          {modes} · {formatDate(last)}
        </p>
      )}
    </div>
  )
}

function UpiCode({ clinicName, upiId, number, balancePaise }: InvoiceSettlementProps) {
  if (!upiId) return null
  const address = upiUri({
    payee: upiId,
    name: clinicName,
    amountPaise: balancePaise,
    note: `Invoice ${number}`,
    reference: number,
  })
  return <QrCode text={address} label={`UPI code to pay ${money(balancePaise)}`} />
}

function ToPay({ upiId, dueDate, balancePaise }: InvoiceSettlementProps) {
  return (
    <>
      <p class="paper-label">{upiId ? 'Pay by UPI' : 'To pay'}</p>
      <p class="paper-big">{money(balancePaise)}</p>
      {upiId && (
        <>
          <p>{upiId}</p>
          <p>
            {balancePaise > UPI_LIMIT_PAISE
              ? 'Scan with any UPI app. Many apps allow only ₹1,00,000 per payment.'
              : 'Scan with any UPI app. The amount is filled in.'}
          </p>
        </>
      )}
      {!upiId && dueDate && <p>By {formatLongDate(dueDate)}</p>}
    </>
  )
}

function Received({ payments }: { payments: InvoicePayment[] }) {
  return (
    <>
      <p class="paper-label paper-received">
        {payments.length === 1 ? 'Payment received' : 'Payments received'}
      </p>
      {payments.map((payment) => (
        <p>
          {money(payment.amountPaise)} {MODES[payment.mode].how} on {formatLongDate(payment.date)}
          {payment.reference && ` · ${payment.reference}`}
        </p>
      ))}
    </>
  )
}

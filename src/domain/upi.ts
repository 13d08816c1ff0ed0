import { type Paise, toDecimal } from './money.ts'

const NOTE_LENGTH = 50
const REFERENCE_LENGTH = 35

export type UpiPayment = {
  /** The clinic's UPI id, `name@handle`. */
  payee: string
  name: string
  amountPaise: Paise
  /** Appears on the payer's bank statement: the document's number, never a treatment. */
  note: string
  reference: string
}

/**
 * The address in a UPI QR code (NPCI, UPI Linking Specifications 1.6): every value is
 * percent-encoded, a space as %20; `am` has two decimals and no grouping, `cu` is INR, `tr` has
 * letters and digits only. UPI doesn't report the payment to us, so the desk records it by hand.
 */
export function upiUri(payment: UpiPayment): string {
  if (payment.amountPaise <= 0) throw new RangeError(`nothing to pay: ${payment.amountPaise}`)
  const note = payment.note.replace(/[^A-Za-z0-9 -]+/g, '-').slice(0, NOTE_LENGTH)
  const reference = payment.reference.replace(/[^A-Za-z0-9]/g, '').slice(0, REFERENCE_LENGTH)
  const values = [
    `pa=${encode(payment.payee).replace('%40', '@')}`,
    `pn=${encode(payment.name)}`,
    `am=${toDecimal(payment.amountPaise)}`,
    'cu=INR',
    `tr=${reference}`,
    `tn=${encode(note)}`,
  ]
  return `upi://pay?${values.join('&')}`
}

/** Like `encodeURIComponent`, which throws on half a surrogate pair; here it is replaced. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
}

import { formatRate, type Paise } from '../domain/money.ts'
import type { PaperFormat } from '../domain/papers/formats.ts'
import type { InvoiceLine } from '../domain/papers/invoice.ts'
import { amount } from './figures.ts'

export type InvoiceLinesProps = { lines: InvoiceLine[]; hasTax: boolean; format: PaperFormat }

/** The head row is a `thead`, which the browser repeats on every page of a long table. */
export function InvoiceLines({ lines, hasTax, format }: InvoiceLinesProps) {
  if (format === 'receipt') return <ReceiptLines lines={lines} hasTax={hasTax} />
  const isWide = format === 'a4'
  const hasCodes = isWide && lines.some((line) => line.hsnSac)
  const hasDiscounts = lines.some((line) => line.discountPaise > 0)
  const hasExempt = lines.some((line) => line.gstBp === 0)
  return (
    <table class="paper-lines">
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">Description</th>
          {hasCodes && <th scope="col">SAC/HSN</th>}
          <NumberHead>Qty</NumberHead>
          <NumberHead>Rate</NumberHead>
          {hasDiscounts && <NumberHead>Discount</NumberHead>}
          {hasTax && <NumberHead>{hasExempt ? 'Value' : 'Taxable'}</NumberHead>}
          {hasTax && <NumberHead>GST</NumberHead>}
          <NumberHead>Amount</NumberHead>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          <tr>
            <td class="paper-code">{index + 1}</td>
            <td>
              <Description line={line} hasTax={hasTax} hasCode={!isWide} />
            </td>
            {hasCodes && <td class="paper-code">{line.hsnSac ?? '—'}</td>}
            <td class="paper-number">{line.quantity}</td>
            <td class="paper-number">{amount(line.unitPricePaise)}</td>
            {hasDiscounts && <td class="paper-number">{amountOrDash(line.discountPaise)}</td>}
            {hasTax && <td class="paper-number">{amount(line.valuePaise)}</td>}
            {hasTax && <td class="paper-number">{rateOf(line)}</td>}
            <td class="paper-number">{amount(line.totalPaise)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function ReceiptLines({ lines, hasTax }: Omit<InvoiceLinesProps, 'format'>) {
  return (
    <table class="paper-lines">
      <thead>
        <tr>
          <th scope="col">Description</th>
          <NumberHead>Amount</NumberHead>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr>
            <td>
              <Description line={line} hasTax={hasTax} hasCode />
              <p class="paper-detail">
                {line.quantity} × {amount(line.unitPricePaise)}
                {line.discountPaise > 0 && `, discount ${amount(line.discountPaise)}`}
                {hasTax && (line.gstBp > 0 ? `, GST ${rateOf(line)}` : ', exempt')}
              </p>
            </td>
            <td class="paper-number">{amount(line.totalPaise)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type DescriptionProps = { line: InvoiceLine; hasTax: boolean; hasCode: boolean }

function Description({ line, hasTax, hasCode }: DescriptionProps) {
  const notes = [
    line.detail,
    hasCode && line.hsnSac ? `SAC/HSN\u00a0${line.hsnSac}` : null,
    hasTax && line.gstBp > 0 && line.priceIncludesTax ? 'Rate includes GST' : null,
  ].filter((note) => note !== null)
  return (
    <>
      <p class="paper-strong">{line.description}</p>
      {notes.length > 0 && <p class="paper-detail">{notes.join(' · ')}</p>}
    </>
  )
}

function NumberHead({ children }: { children?: string }) {
  return (
    <th scope="col" class="paper-number">
      {children}
    </th>
  )
}

/** A line with GST rate 0 is exempt (see `documentTotals`). */
function rateOf(line: InvoiceLine): string {
  return line.gstBp > 0 ? formatRate(line.gstBp) : 'Exempt'
}

function amountOrDash(paise: Paise): string {
  return paise === 0 ? '—' : amount(paise)
}

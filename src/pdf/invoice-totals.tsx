import { amountInWords } from '../domain/amount-in-words.ts'
import type { BillAmounts } from '../domain/bill-totals.ts'
import { type BasisPoints, formatRate, type Paise } from '../domain/money.ts'
import type { InvoiceLine } from '../domain/papers/invoice.ts'
import { taxByCode } from '../domain/tax-by-code.ts'
import { amount, money } from './figures.ts'

export type InvoiceSumsProps = {
  lines: InvoiceLine[]
  totals: BillAmounts
  paidPaise: Paise
  balancePaise: Paise
  hasTax: boolean
  /** IGST applies: the place of supply is not the clinic's State. */
  isInterState: boolean
}

export function InvoiceSums(props: InvoiceSumsProps) {
  const { lines, totals, hasTax, isInterState } = props
  return (
    <section class="paper-sums">
      <div class="paper-tax">
        {hasTax && <TaxTable lines={lines} isInterState={isInterState} />}
        <p class="paper-label">Amount in words</p>
        <p class="paper-strong">{amountInWords(totals.totalPaise)}</p>
      </div>
      <Totals {...props} />
    </section>
  )
}

function Totals(props: InvoiceSumsProps) {
  const { lines, totals, paidPaise, balancePaise, hasTax, isInterState } = props
  const rates = new Set(lines.filter((line) => line.gstBp > 0).map((line) => line.gstBp))
  const rate = rates.size === 1 ? [...rates][0] : undefined
  const half = rate === undefined ? '' : ` ${formatRate(rate / 2)}`
  const whole = rate === undefined ? '' : ` ${formatRate(rate)}`
  const { discountPaise, exemptPaise, igstPaise, cgstPaise, sgstPaise, roundOffPaise } = totals
  return (
    <dl class="paper-totals">
      {(discountPaise > 0 || !hasTax) && (
        <Row label={subtotalLabel(lines, hasTax)} paise={totals.subtotalPaise} />
      )}
      {discountPaise > 0 && <Row label="Discount" paise={-discountPaise} />}
      {hasTax && <Row label="Taxable value" paise={totals.taxablePaise} />}
      {hasTax && exemptPaise > 0 && <Row label="Exempt value" paise={exemptPaise} />}
      {hasTax && isInterState && <Row label={`IGST${whole}`} paise={igstPaise} />}
      {hasTax && !isInterState && <Row label={`CGST${half}`} paise={cgstPaise} />}
      {hasTax && !isInterState && <Row label={`SGST${half}`} paise={sgstPaise} />}
      {roundOffPaise !== 0 && <Row label="Round off" paise={roundOffPaise} />}
      <div class="paper-total">
        <dt>Total</dt>
        <dd>{money(totals.totalPaise)}</dd>
      </div>
      <Row label="Received" paise={paidPaise} />
      <div class="paper-strong">
        <dt>{balancePaise < 0 ? 'To be refunded' : 'Balance due'}</dt>
        <dd>{money(Math.abs(balancePaise))}</dd>
      </div>
    </dl>
  )
}

/** The subtotal adds up the prices as entered, so its label says whether they include tax. */
function subtotalLabel(lines: InvoiceLine[], hasTax: boolean): string {
  const taxed = lines.filter((line) => hasTax && line.gstBp > 0)
  if (!taxed.some((line) => line.priceIncludesTax)) return 'Subtotal'
  return taxed.every((line) => line.priceIncludesTax) ? 'Subtotal with GST' : 'Subtotal as entered'
}

function Row({ label, paise }: { label: string; paise: Paise }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{amount(paise)}</dd>
    </div>
  )
}

function TaxTable({ lines, isInterState }: { lines: InvoiceLine[]; isInterState: boolean }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">SAC/HSN</th>
          <th scope="col" class="paper-number">
            {lines.some((line) => line.gstBp === 0) ? 'Value' : 'Taxable'}
          </th>
          {(isInterState ? ['IGST'] : ['CGST', 'SGST']).map((name) => (
            <th scope="col" class="paper-number">
              {name}
            </th>
          ))}
          <th scope="col" class="paper-number">
            Total tax
          </th>
        </tr>
      </thead>
      <tbody>
        {taxByCode(lines).map((row) => (
          <tr>
            <td class="paper-code">{row.hsnSac ?? '—'}</td>
            <td class="paper-number">{amount(row.valuePaise)}</td>
            {isInterState ? (
              <TaxCell paise={row.igstPaise} rateBp={row.gstBp} />
            ) : (
              <>
                <TaxCell paise={row.cgstPaise} rateBp={row.gstBp / 2} />
                <TaxCell paise={row.sgstPaise} rateBp={row.gstBp / 2} />
              </>
            )}
            <td class="paper-number">
              {row.gstBp > 0 ? amount(row.cgstPaise + row.sgstPaise + row.igstPaise) : '—'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function TaxCell({ paise, rateBp }: { paise: Paise; rateBp: BasisPoints }) {
  if (rateBp === 0) return <td class="paper-number">Exempt</td>
  return (
    <td class="paper-number">
      <span class="paper-rate">{formatRate(rateBp)}</span> {amount(paise)}
    </td>
  )
}

import { raw } from 'hono/html'
import { type CalendarDate, formatLongDate } from '../domain/dates.ts'
import { type DocumentType, documentTitle, STATES } from '../domain/gst.ts'
import type { Paise } from '../domain/money.ts'
import { type PaperFormat, paperWidthPx } from '../domain/papers/formats.ts'
import type { InvoicePaper } from '../domain/papers/invoice.ts'
import { formatPhoneWithCode } from '../domain/phone.ts'
import { money } from './figures.ts'
import { charactersWithoutFont, fontFaces } from './fonts.ts'
import { InvoiceLines } from './invoice-lines.tsx'
import { InvoiceSettlement } from './invoice-settlement.tsx'
import { InvoiceSums } from './invoice-totals.tsx'
import { pageCss, sheetCss } from './paper-css.ts'

export type InvoiceSheetProps = InvoicePaper & {
  format?: PaperFormat
  /** The day of the payments and the balance, if it is not the day of issue. */
  asOf?: CalendarDate | null
  /** Inside a page that has its own h1, the headings start at h2. */
  isPreview?: boolean
}

/**
 * A complete HTML page with its styles and fonts inside, for printing or for showing on its own.
 */
export function InvoiceDocument(props: InvoicePaper & { format?: PaperFormat }) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en-IN">
        <head>
          <meta charset="utf-8" />
          {/* A phone shows the whole sheet, and the reader zooms in. */}
          <meta name="viewport" content={`width=${paperWidthPx(props.format ?? 'a4')}`} />
          <title>{props.document.number}</title>
          <style>{raw(invoiceStyle(props))}</style>
        </head>
        <body class="paper-body">
          <main>
            <InvoiceSheet {...props} />
          </main>
        </body>
      </html>
    </>
  )
}

/** The text of the page's only `style` element; the content security policy needs its hash. */
export function invoiceStyle(props: InvoicePaper & { format?: PaperFormat }): string {
  const { format = 'a4', document } = props
  return fontFaces(textOf(props)) + pageCss(format, document.number) + sheetCss
}

/** The characters of an invoice that none of the embedded fonts has. */
export function unprintableCharacters(paper: InvoicePaper): string[] {
  return charactersWithoutFont(textOf(paper))
}

function textOf({ clinic, ...paper }: InvoicePaper): string {
  return JSON.stringify([{ ...clinic, logo: null }, paper])
}

/** The invoice without the page around it. Styled by `sheetCss`. */
export function InvoiceSheet(sheet: InvoiceSheetProps) {
  const { format = 'a4', isPreview = false, asOf = null, ...props } = sheet
  const { clinic, document, customer, lines, totals, paidPaise, balancePaise } = props
  const type = printedType(props)
  const hasTax = type === 'tax_invoice' || type === 'invoice_cum_bill_of_supply'
  const isInterState = props.placeOfSupply.stateCode !== clinic.stateCode
  const isSettledLater = asOf !== null && balancePaise <= 0
  const [Title, Part] = isPreview ? (['h2', 'h3'] as const) : (['h1', 'h2'] as const)
  return (
    <article class={`paper-sheet paper-${format}`}>
      <header class="paper-head">
        {clinic.logo?.startsWith('data:image/') ? (
          <img class="paper-logo" src={clinic.logo} alt="" />
        ) : (
          <LinqsLogo />
        )}
        <div class="paper-clinic">
          <p class="paper-name">{clinic.name}</p>
          <p class="paper-address">{clinic.address}</p>
          <p>
            {[clinic.phone && formatPhoneWithCode(clinic.phone), clinic.email]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {clinic.gstin && (
            <p>
              <b>GSTIN</b> {clinic.gstin}
            </p>
          )}
        </div>
        <div class="paper-document">
          <Title>
            <span class="paper-title">{documentTitle(type)}</span>{' '}
            <span class="paper-id">{document.number}</span>
          </Title>
          <p>
            Date <b>{formatLongDate(document.date)}</b>
          </p>
          {document.dueDate && !isSettledLater && (
            <p>
              Due <b>{formatLongDate(document.dueDate)}</b>
            </p>
          )}
          {asOf && <Standing asOf={asOf} balancePaise={balancePaise} />}
          {hasTax && <p class="paper-label">Original for recipient</p>}
        </div>
      </header>
      <section class="paper-parties">
        <div>
          <Part class="paper-label">Bill to</Part>
          <p class="paper-big">{customer.name}</p>
          <p class="paper-address">{addressWithState(customer)}</p>
          {customer.phone && <p>{formatPhoneWithCode(customer.phone)}</p>}
        </div>
        {props.treatment && (
          <div>
            <Part class="paper-label">Treatment</Part>
            <p>{props.treatment.name}</p>
            <p>{props.treatment.detail}</p>
            <p>Visit on {formatLongDate(props.treatment.visitDate)}</p>
          </div>
        )}
        {hasTax && (
          <div>
            <Part class="paper-label">Supply</Part>
            <p>
              Place of supply: {props.placeOfSupply.name} ({props.placeOfSupply.stateCode})
            </p>
            <p>Reverse charge: No</p>
            <p>Recipient GSTIN: {customer.gstin ?? 'not registered'}</p>
          </div>
        )}
      </section>
      <InvoiceLines lines={lines} hasTax={hasTax} format={format} />
      <InvoiceSums {...{ lines, totals, paidPaise, balancePaise, hasTax, isInterState }} />
      <InvoiceSettlement
        clinicName={clinic.name}
        upiId={clinic.upiId}
        number={document.number}
        dueDate={document.dueDate}
        payments={props.payments}
        totalPaise={totals.totalPaise}
        balancePaise={balancePaise}
      />
      <footer class="paper-foot">
        {clinic.terms && <p class="paper-address">{clinic.terms}</p>}
        <p>
          <b>Thank you for choosing {clinic.name}.</b> This is a computer-generated document.
        </p>
      </footer>
    </article>
  )
}

function Standing({ asOf, balancePaise }: { asOf: CalendarDate; balancePaise: Paise }) {
  if (balancePaise <= 0) return <p class="paper-strong">Paid in full</p>
  return (
    <p>
      Balance on {formatLongDate(asOf)} <b>{money(balancePaise)}</b>
    </p>
  )
}

/**
 * A clinic without a GSTIN may not show tax or print a tax invoice (CGST Act s.32). A clinic with a
 * GSTIN that charges no tax issues a bill of supply (rule 49).
 */
function printedType({ clinic, document, chargesTax }: InvoicePaper): DocumentType {
  if (clinic.gstin === null) return 'bill'
  return chargesTax ? document.type : 'bill_of_supply'
}

/** `Bandra, Mumbai 400050, Maharashtra (27)`: GST rule 46 requires the State and its code. */
function addressWithState({ address, stateCode }: InvoicePaper['customer']): string {
  const name = stateCode === null ? undefined : STATES.get(stateCode)
  if (!name) return address ?? ''
  if (!address) return `${name} (${stateCode})`
  return address.endsWith(name) ? `${address} (${stateCode})` : `${address}, ${name} (${stateCode})`
}

function LinqsLogo() {
  return (
    <svg class="paper-logo" viewBox="0 0 42 28" aria-hidden="true">
      <circle cx="9" cy="14" r="7.5" fill="#164539" />
      <path d="M16 14h10" stroke="#164539" stroke-width="3" />
      <circle cx="33" cy="14" r="6" fill="none" stroke="#164539" stroke-width="3" />
    </svg>
  )
}

import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import type { PaperFormat } from '../../src/domain/papers/formats.ts'
import type { InvoicePaper } from '../../src/domain/papers/invoice.ts'
import { upiUri } from '../../src/domain/upi.ts'
import { InvoiceDocument, InvoiceSheet, invoiceStyle } from '../../src/pdf/invoice-document.tsx'
import { QrCode } from '../../src/pdf/qr-code.tsx'
import { sampleInvoice } from './sample-invoice.ts'

const FORMATS: PaperFormat[] = ['a4', 'a5', 'receipt']

function sheetOf(props: InvoicePaper, format: PaperFormat = 'a4'): string {
  return String(<InvoiceSheet {...props} format={format} />)
}

/** The visible text in order, with single spaces. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

function paid(): InvoicePaper {
  return sampleInvoice({ paidPaise: sampleInvoice().totals.totalPaise })
}

describe('a tax invoice', () => {
  it.each(FORMATS)('shows rates, tax by code and totals on %s', (format) => {
    const text = textOf(sheetOf(sampleInvoice(), format))
    expect(text).toContain('Tax invoice INV-2026-0043 Date 3 March 2026')
    expect(text).toContain('GSTIN 29AABCL1234A1Z4')
    expect(text).toContain('Place of supply: Karnataka (29)')
    expect(text).toContain('Bandra, Mumbai 400050, Maharashtra (27)')
    expect(text).toContain('999722 4,500.00 2.5% 112.50 2.5% 112.50 225.00')
    expect(text).toContain('330499 500.00 9% 45.00 9% 45.00 90.00')
    expect(text).toContain('Taxable value 5,000.00 CGST 157.50 SGST 157.50 Total ₹5,315.00')
    expect(text).toContain('Rupees five thousand three hundred fifteen only')
    expect(text).not.toContain('IGST')
  })

  it('has one row in the tax table per code and rate', () => {
    const line = { hsnSac: '999722', gstBp: 500 }
    const text = textOf(sheetOf(sampleInvoice({ lines: [line, line] })))
    expect(text).toContain('999722 2,000.00 2.5% 50.00 2.5% 50.00 100.00')
    expect(text).toContain('CGST 2.5% 50.00 SGST 2.5% 50.00')
  })

  it('shows only IGST for goods sent to another State', () => {
    const goods = [{ hsnSac: '330499', gstBp: 1800 }]
    const props = sampleInvoice({ isInterState: true, lines: goods })
    const text = textOf(
      sheetOf({ ...props, placeOfSupply: { stateCode: '27', name: 'Maharashtra' } }),
    )
    expect(text).toContain('Place of supply: Maharashtra (27)')
    expect(text).toContain('IGST 18% 180.00')
    expect(text).not.toMatch(/CGST|SGST/)
  })

  it('shows IGST by place of supply, also when it is 0', () => {
    const props = sampleInvoice({ lines: [{ unitPricePaise: 0, gstBp: 1800 }] })
    const elsewhere = { stateCode: '27', name: 'Maharashtra' }
    const text = textOf(sheetOf({ ...props, placeOfSupply: elsewhere }))
    expect(text).toContain('IGST 18% 0.00')
    expect(text).not.toMatch(/CGST|SGST/)
  })

  it('shows exempt value separately', () => {
    const props = sampleInvoice({ lines: [{ gstBp: 0, hsnSac: '999312' }, { gstBp: 500 }] })
    props.document.type = 'invoice_cum_bill_of_supply'
    const text = textOf(sheetOf(props))
    expect(text).toContain('Invoice-cum-bill of supply')
    expect(text).toContain('999312 1,000.00 Exempt Exempt —')
    expect(text).toContain('Taxable value 1,000.00 Exempt value 1,000.00')
  })

  it('says when a price and the subtotal include tax', () => {
    const props = sampleInvoice({
      lines: [{ unitPricePaise: 105_000, priceIncludesTax: true }],
      discountPaise: 10_500,
    })
    const text = textOf(sheetOf(props))
    expect(text).toContain('Consultation Rate includes GST')
    expect(text).toContain('Subtotal with GST 1,050.00 Discount −105.00 Taxable value 900.00')
  })

  it('shows a round-off only when it is not zero', () => {
    const lines = [{ unitPricePaise: 99_950 }]
    expect(textOf(sheetOf(sampleInvoice({ lines })))).not.toContain('Round off')
    const rounded = textOf(sheetOf(sampleInvoice({ lines, roundToRupee: true })))
    expect(rounded).toContain('Round off −0.48 Total ₹1,049.00')
  })

  it('prints the recipient’s GSTIN', () => {
    const props = sampleInvoice()
    props.customer.gstin = '27AABCL1234A1Z8'
    expect(textOf(sheetOf(props))).toContain('Recipient GSTIN: 27AABCL1234A1Z8')
  })
})

describe('an invoice without tax', () => {
  it.each(FORMATS)('is a plain bill on %s, even when asked for a tax invoice', (format) => {
    const props = sampleInvoice()
    props.clinic.gstin = null
    const text = textOf(sheetOf(props, format))
    expect(text).toContain('Bill INV-2026-0043')
    expect(text).not.toMatch(/tax invoice|GST|Taxable|Place of supply|Original/i)
  })

  it('is a bill of supply when the clinic has a GSTIN but charges no tax', () => {
    const props = { ...sampleInvoice(), chargesTax: false }
    const text = textOf(sheetOf(props))
    expect(text).toContain('Bill of supply INV-2026-0043')
    expect(text).toContain('GSTIN 29AABCL1234A1Z4')
    expect(text).not.toMatch(/tax invoice|CGST|SGST|Taxable/i)
  })
})

describe('the settlement', () => {
  it('has a UPI code for the balance while it is not paid', () => {
    const props = sampleInvoice({ paidPaise: 100_000 })
    const html = sheetOf(props)
    const address = upiUri({
      payee: 'linqsclinic@upi',
      name: 'Linqs Cosmetology Clinic',
      amountPaise: 431_500,
      note: 'Invoice INV-2026-0043',
      reference: 'INV-2026-0043',
    })
    expect(html).toContain(String(<QrCode text={address} label="UPI code to pay ₹4,315.00" />))
    expect(textOf(html)).toContain('Pay by UPI ₹4,315.00 linqsclinic@upi')
    expect(textOf(html)).toContain('₹1,000.00 in cash on 3 March 2026 · R-2026-0119')
    expect(html).not.toContain('PAID')
  })

  it('has no code without a UPI id, and shows the due date', () => {
    const props = sampleInvoice()
    props.clinic.upiId = null
    const html = sheetOf(props)
    expect(html).not.toContain('paper-qr')
    expect(textOf(html)).toContain('To pay ₹5,315.00 By 3 March 2026')
  })

  it.each(FORMATS)('has a stamp and no code once paid, on %s', (format) => {
    const html = sheetOf(paid(), format)
    expect(textOf(html)).toContain('PAID Cash · 3 Mar 2026')
    expect(textOf(html)).toContain('Balance due ₹0.00')
    expect(html).not.toMatch(/paper-qr|linqsclinic@upi/)
  })

  it('names every mode and the last date on the stamp', () => {
    const props = paid()
    props.payments = [
      { mode: 'upi', amountPaise: 300_000, date: '2026-03-05', reference: '412345678901' },
      { mode: 'cash', amountPaise: 231_500, date: '2026-03-03', reference: null },
    ]
    const text = textOf(sheetOf(props))
    expect(text).toContain('PAID UPI + Cash · 5 Mar 2026')
    expect(text).toContain('₹3,000.00 by UPI on 5 March 2026 · 412345678901')
  })

  it('has no stamp and asks for no money when there is nothing to pay', () => {
    const html = sheetOf(sampleInvoice({ lines: [{ unitPricePaise: 0 }] }))
    expect(html).not.toMatch(/PAID|paper-qr|To pay/)
    expect(textOf(html)).toContain('Rupees zero only')
  })
})

describe('the document', () => {
  it('is a complete page, titled with its number, without network requests', async () => {
    const html = String(await (<InvoiceDocument {...sampleInvoice()} />))
    expect(html).toMatch(/^<!doctype html><html lang="en-IN">/)
    expect(html).toContain('<title>INV-2026-0043</title>')
    expect(html).not.toMatch(/<link|<script|src="(?!data:)|url\((?!data:)| style=/)
  })

  it('shows names as typed, escaped', () => {
    const props = sampleInvoice({ lines: [{ description: '<3 "peel" & <script>' }] })
    props.customer.name = "Róisín O'Brien <3"
    const html = sheetOf(props)
    expect(html).toContain('Róisín O&#39;Brien &lt;3')
    expect(html).toContain('&lt;3 &quot;peel&quot; &amp; &lt;script&gt;')
    expect(html).not.toMatch(/<script|<3/)
  })

  it('does not let a name close its style element', () => {
    const props = sampleInvoice()
    props.clinic.name = '</style><script>alert(1)</script>'
    expect(invoiceStyle(props)).not.toContain('<')
  })

  it('accepts a logo only as a data URL', () => {
    const props = sampleInvoice()
    props.clinic.logo = 'data:image/png;base64,AAAA'
    expect(sheetOf(props)).toContain('src="data:image/png;base64,AAAA"')
    props.clinic.logo = 'https://example.com/logo.png'
    expect(sheetOf(props)).not.toContain('example.com')
  })

  it('embeds Devanagari only when it is used', () => {
    const props = sampleInvoice()
    const latin = invoiceStyle(props)
    props.customer.name = 'लक्ष्मी'
    const both = invoiceStyle(props)
    expect(latin.match(/@font-face/g)).toHaveLength(6)
    expect(latin).toContain('U+20A0-20AB,U+20AD-20C0')
    expect(both.match(/@font-face/g)).toHaveLength(8)
  })

  it('lowers its headings inside a page that has an h1', () => {
    expect(sheetOf(sampleInvoice())).toContain('<h1>')
    const preview = String(<InvoiceSheet {...sampleInvoice()} isPreview />)
    expect(preview).toMatch(/<h2>.*<h3/s)
    expect(preview).not.toContain('<h1')
  })
})

describe('the QR code', () => {
  it('draws each dark module exactly once', () => {
    const text = 'upi://pay?pa=clinic@upi&am=1.00'
    const html = String(<QrCode text={text} label="UPI" />)
    const { data, size } = encode(text, { ecc: 'M', border: 0 })
    const drawn = data.map((row) => row.map(() => 0))
    for (const [, x, y, length] of html.matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
      for (let step = 0; step < Number(length); step++) {
        const row = drawn[Number(y)] as number[]
        row[Number(x) + step] = (row[Number(x) + step] ?? 0) + 1
      }
    }
    expect(drawn).toEqual(data.map((row) => row.map(Number)))
    expect(html).toContain(`viewBox="-2 -2 ${size + 4} ${size + 4}"`)
  })
})

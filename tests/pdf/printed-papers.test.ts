import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { PaperFormat } from '../../src/domain/papers/formats.ts'
import type { InvoicePaper } from '../../src/domain/papers/invoice.ts'
import { unprintableCharacters } from '../../src/pdf/invoice-document.tsx'
import { hasNpmChromium } from '../../src/pdf/npm-chromium.ts'
import { printInvoice } from '../../src/pdf/print-invoice.tsx'
import { createPrinter, type Printer } from '../../src/pdf/printer.ts'
import { testConfig } from '../support/app.ts'
import { type PdfPage, readPdf, rowsOf } from '../support/pdf.ts'
import { type SampleLine, sampleInvoice } from './sample-invoice.ts'

/** A name in each script that is written in India, with joined letters, and its font. */
const SCRIPTS = [
  { font: 'Mukta', name: 'श्रीमती लक्ष्मी त्रिवेदी' },
  { font: 'NotoSansKannada', name: 'ರಾಜೇಶ್ವರಿ ಕೃಷ್ಣಮೂರ್ತಿ' },
  { font: 'NotoSansTamil', name: 'சிவகாமி ஸ்ரீநிவாசன்' },
  { font: 'NotoSansTelugu', name: 'సత్యనారాయణ శ్రీదేవి' },
  { font: 'NotoSansMalayalam', name: 'ലക്ഷ്മിക്കുട്ടി നമ്പൂതിരി' },
  { font: 'NotoSansBengali', name: 'শ্রীমতী মুখোপাধ্যায় বিদ্যুৎ' },
  { font: 'NotoSansGujarati', name: 'જ્યોત્સ્ના પટેલ' },
  { font: 'NotoSansGurmukhi', name: 'ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ' },
  { font: 'NotoSansOriya', name: 'ଲକ୍ଷ୍ମୀପ୍ରିୟା ପଣ୍ଡା' },
  { font: 'NotoSansArabic', name: 'محمد اقبال خان' },
  { font: 'NotoSansOlChiki', name: 'ᱥᱟᱱᱛᱟᱲᱤ' },
  { font: 'NotoSansMeeteiMayek', name: 'ꯃꯅꯤꯄꯨꯔ' },
]

const CODES: SampleLine[] = [
  { hsnSac: '999722', gstBp: 500 },
  { hsnSac: '330499', gstBp: 1800 },
  { hsnSac: '999312', gstBp: 0 },
  { hsnSac: '300490', gstBp: 500 },
  { hsnSac: '330510', gstBp: 1800 },
  { hsnSac: '330491', gstBp: 1800 },
  { hsnSac: '330430', gstBp: 1800 },
  { hsnSac: '340130', gstBp: 1800 },
  { hsnSac: '392690', gstBp: 1800 },
]

describe.runIf(hasNpmChromium())('a printed invoice', { timeout: 60_000 }, () => {
  let printer: Printer

  beforeAll(() => {
    const cacheDir = join(testConfig().dataDir, 'cache')
    printer = createPrinter({ chromePath: null, cacheDir, log: { info: vi.fn(), warn: vi.fn() } })
  })

  afterAll(() => printer.close())

  async function print(paper: InvoicePaper, format: PaperFormat = 'a4') {
    return readPdf(await printInvoice(printer, paper, format))
  }

  function ofLines(count: number, codes = 2): InvoicePaper {
    const lines = Array.from({ length: count }, (_, index) => CODES[index % codes] as SampleLine)
    return sampleInvoice({ lines })
  }

  /** The page that a text is on. It must be on one page only. */
  function pageOf(pages: PdfPage[], text: string): number {
    const found = pages.flatMap((page, index) => (page.text.includes(text) ? [index] : []))
    expect(found, text).toHaveLength(1)
    return found[0] as number
  }

  it.each(SCRIPTS)('prints $name whole, in its own font', async ({ font, name }) => {
    const paper = sampleInvoice({ lines: [{ description: name, detail: name }] })
    paper.customer.name = name
    paper.customer.address = `${name}, 560001`
    paper.clinic.name = name
    expect(unprintableCharacters(paper)).toEqual([])
    const { pages, fonts } = await print(paper)
    expect(pages.map((page) => page.boxes)).toEqual([0])
    const used = new Set(fonts.map((each) => each.split('-')[0]))
    expect(used).toEqual(new Set(['Mukta', font]))
  })

  it('names the characters that no font has', async () => {
    const paper = sampleInvoice()
    paper.customer.name = 'Zoe\u0308 \u200dO\u2019Hara ✿ 漢 \u{1f600}'
    expect(unprintableCharacters(paper)).toEqual(['✿', '漢', '\u{1f600}'])
  })

  describe.each(['a4', 'a5', 'receipt'] as const)('on %s', (format) => {
    it.each([
      ['one word of 200 characters', 'x'.repeat(200)],
      ['one word of 46 characters', 'Dermatoheliosis'.repeat(4).slice(0, 46)],
      ['commas without spaces', 'cream,peel,laser,toner,serum,'.repeat(6)],
    ])('wraps %s, and prints every column at full size', async (_, text) => {
      const paper = sampleInvoice({ lines: [{ description: text, hsnSac: '999722' }, {}] })
      paper.customer.address = text
      paper.customer.name = text
      paper.clinic.address = text
      const { pages } = await print(paper, format)
      const width = pages[0]?.width as number
      const texts = pages.flatMap((page) => page.texts)
      const rightmost = Math.max(...texts.map((each) => each.x + each.size * 0.4))
      expect(rightmost).toBeLessThan(width - 8)
      // 11 pixels are the smallest text.
      expect(Math.min(...texts.map((each) => each.size))).toBeGreaterThan(8.2)
      const amounts = texts.map((each) => each.text).join('')
      expect(amounts).toContain('1,050.00')
      expect(pages.every((page) => page.boxes === 0)).toBe(true)
    })
  })

  it.each(['a4', 'a5'] as const)('never breaks a number on %s', async (format) => {
    const dear = { description: 'y'.repeat(200), unitPricePaise: 9_999_999, hsnSac: '33049910' }
    const paper = sampleInvoice({ lines: Array.from({ length: 11 }, () => dear) })
    const { pages } = await print(paper, format)
    const texts = pages.flatMap(rowsOf)
    expect(texts.some((text) => /^11 ?yyy.*1,04,999\.99$/.test(text))).toBe(true)
    expect(texts.some((text) => /33049910/.test(text))).toBe(true)
    expect(texts.some((text) => text.endsWith('₹11,54,999.89'))).toBe(true)
  })

  it.each([
    { format: 'a4', codes: 2, lengths: [8, 9, 16, 38, 42, 44, 62] },
    { format: 'a4', codes: 9, lengths: [8, 32, 38, 40, 42, 44, 58] },
    { format: 'a5', codes: 2, lengths: [4, 8, 26, 42, 58, 62] },
    { format: 'a5', codes: 9, lengths: [4, 22, 24, 26, 38, 42, 56] },
  ] as const)('keeps totals and closing together on $format with $codes codes', async (bill) => {
    for (const count of bill.lengths) {
      const { pages } = await print(ofLines(count, bill.codes), bill.format)
      const totals = ['Taxablevalue', 'Balancedue', 'Amountinwords', 'only']
      const closing = ['PaybyUPI', 'Authorisedsignatory', 'Thankyou']
      for (const block of [totals, closing]) {
        const places = new Set(block.map((text) => pageOf(pages, text)))
        expect(places.size, `${count} lines`).toBe(1)
      }
    }
  })

  it('has its number beside the page number, from the second page on', async () => {
    const paper = ofLines(40)
    paper.document.number = 'A"\\<b/26-27/0043'
    const { pages } = await print(paper)
    expect(pages).toHaveLength(3)
    const feet = pages.map((page) => /^.*?Page\dof\d/.exec(page.text)?.[0])
    expect(feet).toEqual(['Page1of3', 'A"\\<b/26-27/0043·Page2of3', 'A"\\<b/26-27/0043·Page3of3'])
  })

  it('fits three lines on one A5', async () => {
    const lines = [
      {
        description: 'Laser Hair Removal — Session 6',
        detail: 'Session #6 of 8 · Dr. Vivek Kapoor',
      },
      { description: 'Chemical Peel, salicylic 20 % with calming mask', hsnSac: '999722' },
      { description: 'Sunscreen SPF 50, 50 ml', hsnSac: '330499', gstBp: 1800 },
    ]
    const paper = sampleInvoice({ lines, discountPaise: 10_000 })
    paper.clinic.terms =
      'Packages are valid for 12 months from enrolment. Opened products cannot be returned. ' +
      'Please tell us a day before if you cannot come.'
    expect((await print(paper, 'a5')).pages).toHaveLength(1)
  })

  it('splits a receipt that is longer than a PDF page may be', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => ({
      description: `${index + 1} ${'Full body treatment with mask and serum '.repeat(4)}`,
    }))
    const { pages } = await print(sampleInvoice({ lines }), 'receipt')
    expect(pages).toHaveLength(2)
    for (const page of pages) expect(page.height).toBeLessThan(14_400)
    expect(pages[0]?.text).toContain('1Fullbody')
    expect(pages[1]?.text).toContain('200Fullbody')
  })
})

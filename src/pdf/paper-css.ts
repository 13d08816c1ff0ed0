import { PAPER_WIDTHS_MM, type PaperFormat } from '../domain/papers/formats.ts'

const SIZES = {
  a4: { size: 'A4', height: 297, margin: 14 },
  a5: { size: 'A5', height: 210, margin: 10 },
}

/**
 * The page around the sheet: paper size, margins with the page number, and the look on screen. From
 * the second page on, the document's number is beside the page number.
 */
export function pageCss(format: PaperFormat, documentNumber: string): string {
  const body = `
.paper-body { margin: 0; background: #fff; }
@media screen { .paper-body { background: #dee4dd; } }
`
  if (format === 'receipt') {
    return `${body}
@page { margin: 0; }
.paper-sheet { width: ${PAPER_WIDTHS_MM.receipt}mm; margin: 0 auto; padding: 4mm; box-sizing: border-box; }
`
  }
  const { size, height, margin } = SIZES[format]
  // One millimetre less than the page height, or rounding adds an empty second page.
  const inner = height - 2 * margin - 1
  return `${body}
@page {
  size: ${size};
  margin: ${margin}mm;
  @bottom-right { content: ${cssString(documentNumber)} " · " ${PAGE_OF_PAGES}; ${PAGE_TEXT} }
}
@page :first {
  @bottom-right { content: ${PAGE_OF_PAGES}; ${PAGE_TEXT} }
}
@media print { .paper-sheet { min-height: ${inner}mm; } }
@media screen {
  .paper-sheet {
    width: ${PAPER_WIDTHS_MM[format]}mm;
    min-height: ${height}mm;
    margin: 0 auto;
    padding: ${margin}mm;
    box-sizing: border-box;
  }
}
`
}

const PAGE_OF_PAGES = '"Page " counter(page) " of " counter(pages)'
const PAGE_TEXT =
  'font: 400 11.5px/17px Mukta, "Noto Sans", sans-serif; color: #46524b; vertical-align: top;'

/** A string in a style sheet: characters that could end it, or the sheet, are written as codes. */
function cssString(text: string): string {
  const escaped = text.replaceAll(/["\\<\p{Cc}]/gu, (each) => {
    return `\\${each.charCodeAt(0).toString(16)} `
  })
  return `"${escaped}"`
}

/** The sheet itself. Its classes start with `paper-`, so it can be shown inside any page. */
export const sheetCss = `
.paper-sheet {
  display: flex;
  flex-direction: column;
  background: #fff;
  color: #17211c;
  font: 400 13px/19px Mukta, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
.paper-sheet p, .paper-sheet dl, .paper-sheet dd, .paper-sheet h1, .paper-sheet h2, .paper-sheet h3 {
  margin: 0;
  font-size: inherit;
  font-weight: inherit;
}
.paper-sheet b, .paper-sheet .paper-strong { font-weight: 600; }
.paper-sheet .paper-label { font-size: 11.5px; line-height: 16px; font-weight: 500; color: #46524b; }
.paper-sheet .paper-big { font-size: 16px; line-height: 22px; font-weight: 600; }
.paper-sheet .paper-detail { font-size: 12px; color: #46524b; }
.paper-address { white-space: pre-line; }
.paper-number { text-align: right; white-space: nowrap; }
.paper-code { white-space: nowrap; }

.paper-head {
  display: flex;
  gap: 12px;
  padding-bottom: 16px;
  border-bottom: 2px solid #17211c;
}
.paper-logo { flex: none; width: 54px; height: 36px; object-fit: contain; object-position: left top; }
.paper-clinic { flex: 1; min-width: 0; }
.paper-clinic .paper-name { font-size: 22px; line-height: 26px; font-weight: 600; margin-bottom: 2px; }
.paper-document { flex: none; text-align: right; }
.paper-title { display: block; color: #46524b; }
.paper-id { display: block; font-size: 22px; line-height: 28px; font-weight: 600; }

.paper-parties { display: flex; gap: 24px; padding: 16px 0 18px; }
.paper-parties > div { flex: 1; min-width: 0; }
.paper-parties > div:first-child { flex: 1.15; }
.paper-parties .paper-label { margin-bottom: 2px; }

.paper-sheet table { width: 100%; border-collapse: separate; border-spacing: 0; }
.paper-sheet th {
  padding: 5px 6px;
  border-bottom: 1px solid #17211c;
  font-size: 11.5px;
  font-weight: 500;
  color: #46524b;
  text-align: left;
  overflow-wrap: normal;
}
.paper-sheet th.paper-number { text-align: right; }
.paper-sheet td { padding: 8px 6px; border-bottom: 1px solid #c4cdc5; vertical-align: top; }
.paper-sheet th:first-child, .paper-sheet td:first-child { padding-left: 0; }
.paper-sheet th:last-child, .paper-sheet td:last-child { padding-right: 0; }
.paper-sheet tr { break-inside: avoid; }
.paper-lines th { border-top: 1px solid #17211c; }

.paper-sums {
  display: flex;
  justify-content: space-between;
  gap: 40px;
  margin-top: 26px;
  break-inside: avoid;
}
.paper-tax { width: 430px; }
.paper-tax th, .paper-tax td { padding-top: 4px; padding-bottom: 4px; font-size: 12px; }
.paper-tax table { margin-bottom: 16px; }
.paper-rate { color: #46524b; margin-right: 4px; }
.paper-totals { flex: none; width: 216px; }
.paper-totals dd { white-space: nowrap; }
.paper-totals > div { display: flex; justify-content: space-between; padding: 2px 0; }
.paper-totals > .paper-total {
  margin: 6px 0;
  padding: 6px 0;
  border-top: 1px solid #17211c;
  border-bottom: 3px double #17211c;
  font-size: 19px;
  line-height: 26px;
  font-weight: 600;
}

.paper-settlement {
  display: flex;
  align-items: center;
  gap: 18px;
  margin: 36px 0 20px;
  padding-top: 20px;
  border-top: 1px solid #c4cdc5;
  break-inside: avoid;
}
p.paper-received { margin-top: 6px; }
p.paper-received:first-child { margin-top: 0; }
.paper-qr { flex: none; width: 112px; height: 112px; }
.paper-stamp {
  flex: none;
  margin: 4px 10px 4px 4px;
  padding: 6px 16px 4px;
  border: 3px double #164539;
  border-radius: 4px;
  color: #164539;
  font-size: 12px;
  line-height: 18px;
  font-weight: 500;
  text-align: center;
  transform: rotate(-5deg);
}
.paper-stamp .paper-stamp-word {
  margin-right: -0.12em;
  font-size: 30px;
  line-height: 32px;
  font-weight: 600;
  letter-spacing: 0.12em;
}
.paper-signature { flex: none; width: 200px; margin-left: auto; font-size: 12px; text-align: center; }
.paper-signature-line { padding-top: 4px; border-top: 1px solid #17211c; }
.paper-sheet .paper-signature-line { margin-top: 44px; }

.paper-foot {
  margin-top: auto;
  padding-top: 10px;
  font-size: 11.5px;
  line-height: 17px;
  color: #46524b;
  break-before: avoid;
  break-inside: avoid;
}
.paper-foot::before { content: ""; display: block; border-top: 1px solid #c4cdc5; padding-bottom: 10px; }

.paper-a5 { font-size: 11.5px; line-height: 16px; }
.paper-a5 .paper-clinic .paper-name, .paper-a5 .paper-id { font-size: 17px; line-height: 22px; }
.paper-a5 .paper-logo { width: 42px; height: 28px; }
.paper-a5 .paper-head { padding-bottom: 8px; }
.paper-a5 .paper-parties { gap: 12px; padding: 8px 0; }
.paper-a5 .paper-parties > div:first-child { flex: 0.9; }
.paper-a5 .paper-parties > div + div { font-size: 11px; }
.paper-a5 td { padding: 2px 4px; }
.paper-a5 th { padding: 2px 4px; }
.paper-a5 .paper-detail, .paper-a5 .paper-tax td, .paper-a5 .paper-tax th { font-size: 11px; }
.paper-a5 .paper-sums { gap: 20px; margin-top: 8px; }
.paper-a5 .paper-tax { width: auto; flex: 1; }
.paper-a5 .paper-tax th, .paper-a5 .paper-tax td { padding-top: 2px; padding-bottom: 2px; }
.paper-a5 .paper-tax table { margin-bottom: 8px; }
.paper-a5 .paper-totals { width: 168px; }
.paper-a5 .paper-totals > div { padding: 0; }
.paper-a5 .paper-totals > .paper-total { margin: 4px 0; font-size: 15px; line-height: 20px; padding: 2px 0; }
.paper-a5 .paper-settlement { gap: 12px; margin: 10px 0 6px; padding-top: 8px; }
.paper-a5 .paper-qr { width: 96px; height: 96px; }
.paper-a5 .paper-signature { width: 130px; font-size: 11px; }
.paper-a5 .paper-signature-line { margin-top: 32px; }
.paper-a5 .paper-foot { padding-top: 6px; font-size: 11px; line-height: 15px; }
.paper-a5 .paper-foot::before { padding-bottom: 6px; }

.paper-receipt { font-size: 12px; line-height: 16px; color: #000; }
.paper-receipt .paper-label, .paper-receipt .paper-detail, .paper-receipt .paper-title,
.paper-receipt .paper-rate, .paper-receipt .paper-foot, .paper-receipt th, .paper-receipt .paper-stamp {
  color: #000;
}
.paper-receipt .paper-stamp { border-color: #000; }
.paper-receipt .paper-head, .paper-receipt .paper-parties, .paper-receipt .paper-sums {
  display: block;
}
.paper-receipt .paper-head { padding-bottom: 8px; text-align: center; }
.paper-receipt .paper-logo { display: none; }
.paper-receipt .paper-clinic .paper-name { font-size: 16px; line-height: 20px; }
.paper-receipt .paper-document { margin-top: 6px; text-align: center; }
.paper-receipt .paper-title { display: inline; }
.paper-receipt .paper-id { font-size: 15px; line-height: 20px; }
.paper-receipt .paper-parties { padding: 8px 0; }
.paper-receipt .paper-parties > div + div { margin-top: 6px; }
.paper-receipt td { padding: 4px; }
.paper-receipt .paper-sums { margin-top: 8px; }
.paper-receipt .paper-tax { width: auto; }
.paper-receipt .paper-tax th, .paper-receipt .paper-tax td { font-size: 11px; padding: 2px 3px; }
.paper-receipt .paper-totals { width: auto; margin-top: 8px; }
.paper-receipt .paper-settlement { display: block; margin: 8px 0 0; padding-top: 8px; text-align: center; }
.paper-receipt .paper-settlement > * + * { margin-top: 8px; }
.paper-receipt .paper-stamp { display: inline-block; margin: 0; transform: none; }
.paper-receipt .paper-signature { width: auto; }
.paper-receipt .paper-signature-line { margin: 28px 24px 0; }
.paper-receipt .paper-foot { margin-top: 10px; text-align: center; }
`

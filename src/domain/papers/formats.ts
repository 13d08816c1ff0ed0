export const PAPER_FORMATS = ['a4', 'a5', 'receipt'] as const

export type PaperFormat = (typeof PAPER_FORMATS)[number]

/** The width of each paper in millimetres. A receipt is printed on a roll. */
export const PAPER_WIDTHS_MM = { a4: 210, a5: 148, receipt: 80 } as const satisfies Record<
  PaperFormat,
  number
>

const PX_PER_MM = 96 / 25.4

/** The width of a paper in CSS pixels. */
export function paperWidthPx(format: PaperFormat): number {
  return Math.round(PAPER_WIDTHS_MM[format] * PX_PER_MM)
}

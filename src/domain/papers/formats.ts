export const PAPER_FORMATS = ['a4', 'a5', 'receipt'] as const

export type PaperFormat = (typeof PAPER_FORMATS)[number]

/** The width of each paper in CSS pixels, 96 to the inch: 210 mm, 148 mm and an 80 mm roll. */
export const PAPER_WIDTHS_PX: Readonly<Record<PaperFormat, number>> = {
  a4: 794,
  a5: 559,
  receipt: 302,
}

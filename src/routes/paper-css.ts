import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { pageCss, sheetCss } from '../pdf/paper-css.ts'
import type { PaperFormat } from '../pdf/press.ts'
import type { Env } from './environment.ts'
import { allow } from './guard.ts'

type Sheet = PaperFormat | 'preview'

/**
 * Beside the form stands an A5, at seven tenths until the screen is wide enough for its true size.
 * Where a browser knows no zoom the sheet takes the column's width.
 */
const PREVIEW_CSS = `
.paper-sheet { max-width: 559px; margin: 0 auto; padding: 26px 28px; box-sizing: border-box; }
@supports (zoom: 0.7) {
  @media (min-width: 1366px) and (max-width: 1679px) {
    .paper-sheet { width: 559px; zoom: 0.7; }
  }
}
`

const SHEETS: Record<Sheet, string> = {
  a4: pageCss('a4') + sheetCss,
  a5: pageCss('a5') + sheetCss,
  receipt: pageCss('receipt') + sheetCss,
  preview: sheetCss + PREVIEW_CSS,
}

/** The content security policy allows no style but from here, so a paper on a page links its own. */
export function paperCssHref(sheet: Sheet): string {
  const digest = createHash('sha256').update(SHEETS[sheet]).digest('hex').slice(0, 10)
  return `/assets/paper/${sheet}.css?v=${digest}`
}

export const paperCssRoutes = new Hono<Env>()

for (const sheet of Object.keys(SHEETS) as Sheet[]) {
  paperCssRoutes.get(`/assets/paper/${sheet}.css`, allow('public'), (c) =>
    c.body(SHEETS[sheet], 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
    }),
  )
}

import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { MAX_NUMBER_LENGTH } from '../../domain/document-number.ts'
import { NotFound } from '../../domain/errors.ts'
import { PAPER_FORMATS, type PaperFormat, paperWidthPx } from '../../domain/papers/formats.ts'
import { linkedFontFaces } from '../../pdf/fonts.ts'
import { pageCss, sheetCss } from '../../pdf/paper-css.ts'
import type { AppDeps, Env } from '../http/environment.ts'
import { allow } from '../http/guard.ts'

type Assets = Pick<AppDeps['assets'], 'url'>

type Sheet = PaperFormat | 'preview'

const SHEETS: Sheet[] = [...PAPER_FORMATS, 'preview']

/**
 * The preview is an A5, at 70 % until the screen is wide enough for its full size. In a browser
 * without CSS zoom it takes the column's width.
 */
const PREVIEW_CSS = `
.paper-sheet { max-width: ${paperWidthPx('a5')}px; margin: 0 auto; padding: 26px 28px; box-sizing: border-box; }
@supports (zoom: 0.7) {
  @media (min-width: 1366px) and (max-width: 1679px) {
    .paper-sheet { width: ${paperWidthPx('a5')}px; zoom: 0.7; }
  }
}
`

export const paperCssRoutes = new Hono<Env>()

for (const sheet of SHEETS) {
  paperCssRoutes.get(`/assets/paper/${sheet}.css`, allow('public'), (c) => {
    const number = c.req.query('number') ?? ''
    if (number.length > MAX_NUMBER_LENGTH) throw new NotFound('style sheet')
    return c.body(paperCss(sheet, c.var.deps.assets, number), 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
    })
  })
}

/**
 * The content security policy allows style sheets from this server only, so a paper links its own.
 * The number of the document is part of it: it is printed from the second page on.
 */
export function paperCssHref(sheet: Sheet, assets: Assets, number = ''): string {
  const css = paperCss(sheet, assets, number)
  const digest = createHash('sha256').update(css).digest('hex').slice(0, 10)
  const named = number ? `&number=${encodeURIComponent(number)}` : ''
  return `/assets/paper/${sheet}.css?v=${digest}${named}`
}

/** Each sheet declares the fonts, because the page of the preview has only Latin and Devanagari. */
function paperCss(sheet: Sheet, assets: Assets, number: string): string {
  const fonts = linkedFontFaces((file) => assets.url(file))
  if (sheet === 'preview') return fonts + sheetCss + PREVIEW_CSS
  return fonts + pageCss(sheet, number) + sheetCss
}

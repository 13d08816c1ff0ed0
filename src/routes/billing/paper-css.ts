import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { PAPER_FORMATS, type PaperFormat, paperWidthPx } from '../../domain/papers/formats.ts'
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

const FACES = [
  { subset: 'latin', weights: [400, 500, 600], range: 'U+0000-00FF, U+2000-206F, U+2100-22FF' },
  { subset: 'latin-ext', weights: [400, 500, 600], range: 'U+0100-02AF, U+1E00-1EFF, U+20A0-20C0' },
  { subset: 'devanagari', weights: [400, 600], range: 'U+0900-097F, U+200C-200D, U+25CC' },
]

export const paperCssRoutes = new Hono<Env>()

for (const sheet of SHEETS) {
  paperCssRoutes.get(`/assets/paper/${sheet}.css`, allow('public'), (c) =>
    c.body(paperCss(sheet, c.var.deps.assets), 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
    }),
  )
}

/** The content security policy allows style sheets from this server only, so a paper links its own. */
export function paperCssHref(sheet: Sheet, assets: Assets): string {
  const digest = createHash('sha256').update(paperCss(sheet, assets)).digest('hex')
  return `/assets/paper/${sheet}.css?v=${digest.slice(0, 10)}`
}

/** A separate page includes the fonts; the preview uses those of its page. */
function paperCss(sheet: Sheet, assets: Assets): string {
  if (sheet === 'preview') return sheetCss + PREVIEW_CSS
  return fontFaces(assets) + pageCss(sheet) + sheetCss
}

function fontFaces(assets: Assets): string {
  return FACES.flatMap(({ subset, weights, range }) =>
    weights.map((weight) => {
      const address = assets.url(`mukta-${subset}-${weight}.woff2`)
      return `@font-face { font-family: Mukta; font-weight: ${weight}; unicode-range: ${range}; src: url("${address}") format("woff2"); }\n`
    }),
  ).join('')
}

import { readFileSync } from 'node:fs'

type Face = { subset: 'latin' | 'latin-ext' | 'devanagari'; weight: 400 | 500 | 600 }

// The rupee sign is in latin-ext, so that subset is always needed.
const LATIN_FACES: Face[] = ([400, 500, 600] as const).flatMap((weight) => [
  { subset: 'latin', weight },
  { subset: 'latin-ext', weight },
])

const DEVANAGARI_FACES: Face[] = [
  { subset: 'devanagari', weight: 400 },
  { subset: 'devanagari', weight: 600 },
]

const rules = new Map<string, string>()

/**
 * The `@font-face` rules for the scripts in a text, with Mukta embedded, so that a document looks
 * the same on every machine without network requests. Devanagari is 270 kB, so it is added only
 * when used.
 */
export function fontFaces(text: string): string {
  const faces = /\p{Script=Devanagari}/u.test(text)
    ? [...LATIN_FACES, ...DEVANAGARI_FACES]
    : LATIN_FACES
  return faces.map(ruleOf).join('')
}

function ruleOf(face: Face): string {
  const key = `${face.subset}-${face.weight}`
  const rule = rules.get(key) ?? readRule(face, key)
  rules.set(key, rule)
  return rule
}

function readRule({ subset, weight }: Face, key: string): string {
  const ranges = JSON.parse(readPackaged('unicode.json').toString('utf8'))
  const base64 = readPackaged(`files/mukta-${key}-normal.woff2`).toString('base64')
  return `@font-face{font-family:Mukta;font-weight:${weight};unicode-range:${ranges[subset]};src:url(data:font/woff2;base64,${base64}) format("woff2")}`
}

function readPackaged(path: string): Buffer {
  return readFileSync(new URL(import.meta.resolve(`@fontsource/mukta/${path}`)))
}

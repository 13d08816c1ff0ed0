import { readFileSync } from 'node:fs'
import faces from './faces.json' with { type: 'json' }
import { readCodePoints } from './woff.ts'

/** A subset of a font: Mukta for Latin and Devanagari, Noto Sans for other scripts of India. */
type Face = (typeof faces)[number]

/** The rupee sign is in latin-ext, and the labels of a paper are Latin, so both are always needed. */
const LATIN: readonly Face[] = faces.filter(({ subset }) => subset.startsWith('latin'))

/** What every font shows without a glyph: spaces, line breaks, joiners and marks of direction. */
const INVISIBLE = /[\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u

const rules = new Map<Face, string>()
const ranges = new Map<Face, string>()
const coverage = new Map<Face, ReadonlySet<number>>()

/**
 * The `@font-face` rules for the characters in a text, with the fonts embedded, so that a document
 * looks the same on every machine without network requests. A script takes 10 to 270 kB, so it is
 * added only when used.
 */
export function fontFaces(text: string): string {
  const needed = new Set(LATIN)
  for (const letter of visibleCharacters(text)) {
    const face = faceOf(letter)
    if (face) needed.add(face)
  }
  return faces
    .filter((face) => needed.has(face))
    .map(embeddedRules)
    .join('')
}

/** The `@font-face` rules of all faces by address. A browser loads the ones that a page needs. */
export function linkedFontFaces(addressOf: (file: string) => string): string {
  return faces
    .flatMap((face) =>
      face.weights.map((weight) => {
        const file = `${face.package}-${face.subset}-${weight}.woff2`
        return fontFaceRule(face, weight, `"${addressOf(file)}"`)
      }),
    )
    .join('')
}

/** The characters of a text that none of the fonts has. They depend on the fonts of the machine. */
export function charactersWithoutFont(text: string): string[] {
  return [...visibleCharacters(text)].filter((letter) => !faceOf(letter))
}

/** Composed, as the browser draws them: `é` needs no glyph of its own for the accent. */
function visibleCharacters(text: string): Set<string> {
  return new Set([...text.normalize('NFC')].filter((letter) => !INVISIBLE.test(letter)))
}

function faceOf(letter: string): Face | undefined {
  return faces.find((face) => coverageOf(face).has(letter.codePointAt(0) as number))
}

function coverageOf(face: Face): ReadonlySet<number> {
  const known =
    coverage.get(face) ??
    readCodePoints(readPackaged(face, `files/${face.package}-${face.subset}-400-normal.woff`))
  coverage.set(face, known)
  return known
}

function embeddedRules(face: Face): string {
  const rule = rules.get(face) ?? face.weights.map((weight) => embeddedRule(face, weight)).join('')
  rules.set(face, rule)
  return rule
}

function embeddedRule(face: Face, weight: number): string {
  const file = `files/${face.package}-${face.subset}-${weight}-normal.woff2`
  const base64 = readPackaged(face, file).toString('base64')
  return fontFaceRule(face, weight, `data:font/woff2;base64,${base64}`)
}

function fontFaceRule(face: Face, weight: number, source: string): string {
  return `@font-face{font-family:"${face.family}";font-weight:${weight};unicode-range:${rangeOf(face)};src:url(${source}) format("woff2")}`
}

function rangeOf(face: Face): string {
  const range =
    ranges.get(face) ?? JSON.parse(readPackaged(face, 'unicode.json').toString('utf8'))[face.subset]
  ranges.set(face, range)
  return range
}

function readPackaged(face: Face, path: string): Buffer {
  return readFileSync(new URL(import.meta.resolve(`@fontsource/${face.package}/${path}`)))
}

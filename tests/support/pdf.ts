import { inflateSync } from 'node:zlib'

/** A piece of text on a page. Positions and size are in points, from the page's top left corner. */
export type PdfText = { text: string; x: number; y: number; size: number }

export type PdfPage = {
  width: number
  height: number
  texts: PdfText[]
  /** The page's text without spaces, as neighbouring cells have none between them. */
  text: string
  /** Glyphs drawn as a box, because the font lacks them. */
  boxes: number
}

type Matrix = [number, number, number, number, number, number]

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0]

/** Reads the PDFs that Chromium writes: what is printed on each page, and where. */
export function readPdf(pdf: Uint8Array): { pages: PdfPage[]; fonts: string[] } {
  const file = Buffer.from(pdf).toString('latin1')
  const objects = new Map(
    [...file.matchAll(/(?<=\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map((found) => [
      Number(found[1]),
      found[2] as string,
    ]),
  )
  const pages = [...objects.values()].filter((object) => /^<<\/Type \/Page\n/.test(object))
  const fonts = new Set(
    [...file.matchAll(/\/BaseFont \/[A-Z]{6}\+([\w-]+)/g)].map((font) => font[1]),
  )
  return { pages: pages.map((page) => readPage(objects, page)), fonts: [...fonts] as string[] }
}

/** What stands at the same height, from left to right. */
export function rowsOf({ texts }: PdfPage): string[] {
  const rows = new Map<number, PdfText[]>()
  for (const each of texts) {
    const height = Math.round(each.y)
    rows.set(height, [...(rows.get(height) ?? []), each])
  }
  return [...rows.values()].map((row) =>
    row
      .toSorted((a, b) => a.x - b.x)
      .map((each) => each.text)
      .join(''),
  )
}

function readPage(objects: Map<number, string>, page: string): PdfPage {
  const [, width, height] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(page) ?? []
  const maps = new Map(
    [...page.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(id)) ?? '')?.[1]
      return [name as string, readCharacterMap(streamOf(objects, Number(unicode)))]
    }),
  )
  const content = streamOf(objects, Number(/\/Contents (\d+) 0 R/.exec(page)?.[1]))
  const { texts, boxes } = readContent(content, maps, Number(height))
  const text = texts
    .map((each) => each.text)
    .join('')
    .replaceAll(/\s/g, '')
  return { width: Number(width), height: Number(height), texts, text, boxes }
}

function streamOf(objects: Map<number, string>, id: number): string {
  const object = objects.get(id) ?? ''
  const start = object.indexOf(' stream\n')
  if (start < 0) return ''
  return inflateSync(Buffer.from(object.slice(start + 8), 'latin1')).toString('latin1')
}

/** Glyph → text, from a ToUnicode map. */
function readCharacterMap(map: string): Map<number, string> {
  const characters = new Map<number, string>()
  for (const [, block] of map.matchAll(/beginbfchar\n([\s\S]*?)endbfchar/g)) {
    for (const [, glyph, text] of (block as string).matchAll(/<(\w+)> <(\w+)>/g)) {
      characters.set(Number.parseInt(glyph as string, 16), utf16(text as string))
    }
  }
  for (const [, block] of map.matchAll(/beginbfrange\n([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, text] of (block as string).matchAll(/<(\w+)> <(\w+)> <(\w+)>/g)) {
      const first = Number.parseInt(from as string, 16)
      const code = Number.parseInt(text as string, 16)
      for (let glyph = first; glyph <= Number.parseInt(to as string, 16); glyph++) {
        characters.set(glyph, String.fromCodePoint(code + glyph - first))
      }
    }
  }
  return characters
}

const OPERATION =
  /\/Span<<\/ActualText <(\w+)> >> BDC|\b(EMC|BT|q|Q)\b|\/(F\d+) ([\d.]+) Tf|((?:-?[\d.]+ ){6})(cm|Tm)\b|(-?[\d.]+) (-?[\d.]+) Td|<([0-9A-F]+)> Tj/g

function readContent(content: string, maps: Map<string, Map<number, string>>, height: number) {
  const texts: PdfText[] = []
  const saved: Matrix[] = []
  let [page, line] = [IDENTITY, IDENTITY]
  let font = { name: '', size: 0 }
  /** The text that a group of glyphs stands for, as in scripts that join letters. */
  let actual: string | null = null
  let boxes = 0
  for (const found of content.matchAll(OPERATION)) {
    const [, span, word, name, size, numbers, matrix, dx, dy, glyphs] = found
    if (word === 'q') saved.push(page)
    if (word === 'Q') page = saved.pop() ?? IDENTITY
    if (word === 'EMC') actual = null
    if (name) font = { name, size: Number(size) }
    if (span) actual = utf16(span.slice(4))
    if (matrix === 'cm') page = multiply(numbersOf(numbers), page)
    if (matrix === 'Tm') line = numbersOf(numbers)
    if (dx) line = multiply([1, 0, 0, 1, Number(dx), Number(dy)], line)
    if (!glyphs) continue
    const codes = (glyphs.match(/.{4}/g) ?? []).map((code) => Number.parseInt(code, 16))
    boxes += codes.filter((code) => code === 0).length
    const map = maps.get(font.name)
    const place = multiply(line, page)
    texts.push({
      text: actual ?? codes.map((code) => map?.get(code) ?? '').join(''),
      x: place[4],
      y: height - place[5],
      size: font.size * Math.abs(page[0]),
    })
    if (actual !== null) actual = ''
  }
  return { texts, boxes }
}

function numbersOf(numbers = ''): Matrix {
  return numbers.trim().split(' ').map(Number) as Matrix
}

function multiply([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [
    a * g + b * i,
    a * h + b * j,
    c * g + d * i,
    c * h + d * j,
    e * g + f * i + k,
    e * h + f * j + l,
  ]
}

function utf16(hex: string): string {
  return String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)))
}

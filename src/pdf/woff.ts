import { inflateSync } from 'node:zlib'

const HEADER_BYTES = 44
const ENTRY_BYTES = 20

/**
 * The characters that a font has a glyph for, from its `cmap` table in format 4, which every font of
 * the first plane has. The layout of the file: W3C, WOFF File Format 1.0.
 */
export function readCodePoints(woff: Buffer): ReadonlySet<number> {
  const cmap = readTable(woff, 'cmap')
  const count = cmap.readUInt16BE(2)
  for (let index = 0; index < count; index++) {
    const start = cmap.readUInt32BE(4 + index * 8 + 4)
    if (cmap.readUInt16BE(start) === 4) return readFormat4(cmap.subarray(start))
  }
  throw new Error('The font has no character map of format 4.')
}

function readTable(woff: Buffer, name: string): Buffer {
  const count = woff.readUInt16BE(12)
  for (let index = 0; index < count; index++) {
    const entry = HEADER_BYTES + index * ENTRY_BYTES
    if (woff.toString('latin1', entry, entry + 4) !== name) continue
    const start = woff.readUInt32BE(entry + 4)
    const bytes = woff.subarray(start, start + woff.readUInt32BE(entry + 8))
    const isCompressed = bytes.length < woff.readUInt32BE(entry + 12)
    return isCompressed ? inflateSync(bytes) : bytes
  }
  throw new Error(`The font has no table ${name}.`)
}

/** Segments of characters; within one, either an offset or a list gives the glyph. Glyph 0 is none. */
function readFormat4(table: Buffer): ReadonlySet<number> {
  const size = table.readUInt16BE(6)
  const [ends, starts, deltas, offsets] = [14, 16 + size, 16 + 2 * size, 16 + 3 * size] as const
  const found = new Set<number>()
  for (let at = 0; at < size; at += 2) {
    const first = table.readUInt16BE(starts + at)
    const last = Math.min(table.readUInt16BE(ends + at), 0xfffe)
    const delta = table.readUInt16BE(deltas + at)
    const offset = table.readUInt16BE(offsets + at)
    for (let code = first; code <= last; code++) {
      const listed =
        offset === 0 ? code : table.readUInt16BE(offsets + at + offset + (code - first) * 2)
      if (listed !== 0 && ((listed + delta) & 0xffff) !== 0) found.add(code)
    }
  }
  return found
}

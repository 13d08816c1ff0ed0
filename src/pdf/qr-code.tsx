import { encode } from 'uqr'

const MARGIN = 2

export type QrCodeProps = { text: string; label: string }

export function QrCode({ text, label }: QrCodeProps) {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  const box = `${-MARGIN} ${-MARGIN} ${size + 2 * MARGIN} ${size + 2 * MARGIN}`
  return (
    <svg class="paper-qr" viewBox={box} shape-rendering="crispEdges" role="img" aria-label={label}>
      <path d={pathOf(data)} />
    </svg>
  )
}

/** One rectangle per run of dark modules: a third of the size of one rectangle per module. */
function pathOf(rows: boolean[][]): string {
  return rows
    .flatMap((row, y) =>
      runsOf(row).map(({ start, length }) => `M${start} ${y}h${length}v1h-${length}z`),
    )
    .join('')
}

function runsOf(row: boolean[]): { start: number; length: number }[] {
  const runs: { start: number; length: number }[] = []
  for (const [x, isDark] of row.entries()) {
    if (!isDark) continue
    const last = runs.at(-1)
    if (last && last.start + last.length === x) last.length += 1
    else runs.push({ start: x, length: 1 })
  }
  return runs
}

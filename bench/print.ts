/** Prints a line of the report. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`)
}

export function heading(text: string): void {
  print()
  print(text)
  print('─'.repeat(text.length))
}

/** Prints rows below their headings: the first column left-aligned, the others right-aligned. */
export function table(heads: string[], rows: string[][]): void {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  for (const row of [heads, ...rows]) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    print(`  ${cells.join('  ')}`.trimEnd())
  }
}

export function millis(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value < 100 ? value.toFixed(2) : value.toFixed(0)
}

export function rate(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}

export function megabytes(value: number | null): string {
  return value === null ? 'not known here' : `${value.toFixed(0)} MB`
}

/** In units of 1000 bytes, like the budgets. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`
}

export function times(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio.toFixed(2)}x` : '–'
}

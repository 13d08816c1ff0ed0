import type { BasisPoints, Paise } from './money.ts'

/** A row of an invoice's tax table: one code at one rate. */
export type TaxRow = {
  hsnSac: string | null
  gstBp: BasisPoints
  valuePaise: Paise
  cgstPaise: Paise
  sgstPaise: Paise
  igstPaise: Paise
}

/** Adds up the lines by HSN or SAC code and rate, in the order of the lines. */
export function taxByCode(lines: readonly TaxRow[]): TaxRow[] {
  const rows = new Map<string, TaxRow>()
  for (const line of lines) {
    const key = `${line.hsnSac} ${line.gstBp}`
    const row = rows.get(key)
    rows.set(key, {
      hsnSac: line.hsnSac,
      gstBp: line.gstBp,
      valuePaise: (row?.valuePaise ?? 0) + line.valuePaise,
      cgstPaise: (row?.cgstPaise ?? 0) + line.cgstPaise,
      sgstPaise: (row?.sgstPaise ?? 0) + line.sgstPaise,
      igstPaise: (row?.igstPaise ?? 0) + line.igstPaise,
    })
  }
  return [...rows.values()]
}

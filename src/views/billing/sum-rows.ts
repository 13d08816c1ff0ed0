import type { BillAmounts } from '../../domain/bill-totals.ts'
import { type BasisPoints, formatRate, type Paise } from '../../domain/money.ts'

export type TaxedLine = { gstBp: BasisPoints; priceIncludesTax: boolean }

export type SumRow = { label: string; paise: Paise }

/**
 * The rows between the lines and the total. A tax row shows its rate if all lines have the same
 * rate.
 */
export function sumRows(
  totals: BillAmounts,
  lines: readonly TaxedLine[],
  { chargesTax, isInterState }: { chargesTax: boolean; isInterState: boolean },
): SumRow[] {
  const { subtotalPaise, discountPaise, taxablePaise, exemptPaise, roundOffPaise } = totals
  const { cgstPaise, sgstPaise, igstPaise } = totals
  const rates = [...new Set(lines.map((line) => line.gstBp).filter((rate) => rate > 0))]
  const taxLabel = (name: string, share: number) =>
    rates.length === 1 ? `${name} ${formatRate((rates[0] ?? 0) * share)}` : name
  const includesTax = chargesTax && lines.some((line) => line.gstBp > 0 && line.priceIncludesTax)
  const rows: (SumRow | false)[] = [
    (discountPaise > 0 || !chargesTax) && {
      label: includesTax ? 'Subtotal with GST' : 'Subtotal',
      paise: subtotalPaise,
    },
    discountPaise > 0 && { label: 'Discount', paise: -discountPaise },
    chargesTax && { label: 'Taxable value', paise: taxablePaise },
    chargesTax && exemptPaise > 0 && { label: 'Exempt value', paise: exemptPaise },
    chargesTax && isInterState && { label: taxLabel('IGST', 1), paise: igstPaise },
    chargesTax && !isInterState && { label: taxLabel('CGST', 0.5), paise: cgstPaise },
    chargesTax && !isInterState && { label: taxLabel('SGST', 0.5), paise: sgstPaise },
    roundOffPaise !== 0 && { label: 'Round off', paise: roundOffPaise },
  ]
  return rows.filter((row) => row !== false)
}

import { Conflict, Invalid, type Issue, invalid } from './errors.ts'
import { type BasisPoints, divideHalfUp, type Paise } from './money.ts'

/** A discount as it was entered, an amount or a rate; null when there is none. */
export type Discount = { amountPaise: Paise } | { percentBp: BasisPoints } | null

export type PricedLine = {
  unitPricePaise: Paise
  /** Thousandths of the unit: 1000 is one. */
  quantityMilli: number
  gstBp: BasisPoints
  priceIncludesTax: boolean
  discount: Discount
}

export type PricedBill = {
  lines: readonly PricedLine[]
  discount: Discount
  isInterState: boolean
  roundToRupee: boolean
  /** False without a GSTIN: an unregistered clinic may not collect tax (CGST Act s.32). */
  chargesTax: boolean
}

/** The amounts of a line that a document stores and a credit note gives back. */
export type LineAmounts = {
  quantityMilli: number
  valuePaise: Paise
  cgstPaise: Paise
  sgstPaise: Paise
  igstPaise: Paise
}

export type BillLineTotals = LineAmounts & {
  /** The rate that was charged: 0 when the clinic charges no tax. */
  gstBp: BasisPoints
  grossPaise: Paise
  lineDiscountPaise: Paise
  billDiscountSharePaise: Paise
  totalPaise: Paise
}

export type DocumentTotals = {
  taxablePaise: Paise
  exemptPaise: Paise
  cgstPaise: Paise
  sgstPaise: Paise
  igstPaise: Paise
  gstPaise: Paise
  roundOffPaise: Paise
  totalPaise: Paise
}

/** `subtotalPaise` and `discountPaise` are as entered: with tax, where a price includes it. */
export type BillTotals = DocumentTotals & {
  lines: BillLineTotals[]
  subtotalPaise: Paise
  discountPaise: Paise
}

/** The amounts of a bill that it stores and prints. */
export type BillAmounts = Omit<BillTotals, 'lines' | 'gstPaise'>

/** The largest amount in NUMERIC(10,2). Up to it every product below is an exact integer. */
const LARGEST_PAISE = 9_999_999_999
const LARGEST_QUANTITY_MILLI = 999_999_999_999
const WHOLE_BP = 10_000

/**
 * Adds up a bill. Discounts are taken off before tax (CGST Act s.15(3)(a)). The discount on the
 * whole bill is spread over the lines, because each line has its own tax rate. A line's gross, each
 * percentage discount and each tax of a line are rounded half-up to the paisa; sums are never
 * rounded. Rounding to the rupee is a separate figure, outside value and tax. Throws Invalid; its
 * issues have the paths of `POST /billing`.
 */
export function computeBill(input: PricedBill): BillTotals {
  assertValid(input.lines.length > 0 ? [] : [issue('items', 'Add at least one line.')])
  assertValid(input.lines.flatMap(lineIssues))

  const discounted = input.lines.map((line) => {
    const grossPaise = grossOf(line)
    return { line, grossPaise, lineDiscountPaise: amountOff(line.discount, grossPaise) }
  })
  const subtotalPaise = sum(discounted.map((each) => each.grossPaise))
  assertStorable(subtotalPaise)
  const nets = discounted.map((each) => each.grossPaise - each.lineDiscountPaise)
  const netPaise = sum(nets)
  assertValid(discountIssues(input.discount, netPaise, { prefix: '', base: 'bill' }))
  const shares = apportion(amountOff(input.discount, netPaise), nets)

  const lines = discounted.map(({ line, grossPaise, lineDiscountPaise }, index) => {
    const billDiscountSharePaise = shares[index] ?? 0
    const amounts = taxLine(line, grossPaise - lineDiscountPaise - billDiscountSharePaise, input)
    return { grossPaise, lineDiscountPaise, billDiscountSharePaise, ...amounts }
  })
  const exactPaise = sum(lines.map((line) => line.totalPaise))
  const roundOffPaise = input.roundToRupee ? divideHalfUp(exactPaise, 100) * 100 - exactPaise : 0
  const totals = documentTotals(lines, roundOffPaise)
  assertStorable(totals.totalPaise)
  const onLinesPaise = sum(discounted.map((each) => each.lineDiscountPaise))
  return { lines, subtotalPaise, discountPaise: onLinesPaise + sum(shares), ...totals }
}

/**
 * The discount as a rate of the subtotal, rounded up, to compare with a person's ceiling. Rounding
 * may have added half a paisa to each discount; that is subtracted first, so that 10 % of an odd
 * amount still counts as 10 %.
 */
export function discountBpOf(totals: Pick<BillTotals, 'lines' | 'subtotalPaise'>): BasisPoints {
  const { lines, subtotalPaise } = totals
  const onLines = lines.map((line) => line.lineDiscountPaise)
  const onBill = sum(lines.map((line) => line.billDiscountSharePaise))
  const halfPaise = 2 * (sum(onLines) + onBill)
  const roundings = [...onLines, onBill].filter((paise) => paise > 0).length
  if (halfPaise === 0) return 0
  return Math.ceil(((halfPaise - roundings) * WHOLE_BP) / (2 * subtotalPaise))
}

/**
 * What a credit note gives back for a quantity of a line: the line's stored amounts in proportion,
 * so that the discount and the tax rate of the bill apply (CGST Act s.34). The last quantity of a
 * line gets everything that earlier notes left, so that all notes together add up to the line.
 * Throws Invalid for no quantity and Conflict for more than is left.
 */
export function creditLine(
  line: LineAmounts & { description: string },
  credited: LineAmounts,
  quantityMilli: number,
): LineAmounts & { totalPaise: Paise } {
  const leftMilli = line.quantityMilli - credited.quantityMilli
  if (!isWhole(quantityMilli, 1, LARGEST_QUANTITY_MILLI)) {
    throw invalid('quantity', 'Enter a quantity of more than 0.')
  }
  if (quantityMilli > leftMilli) {
    const available = leftMilli / 1000
    const message = `${line.description}: only ${available} left to credit.`
    throw new Conflict('credit_exceeds_line', message, { item: line.description, available })
  }
  const share = (of: Paise, already: Paise) => {
    const left = of - already
    if (quantityMilli === leftMilli) return left
    return Math.min(left, divideHalfUp(BigInt(of) * BigInt(quantityMilli), line.quantityMilli))
  }
  const valuePaise = share(line.valuePaise, credited.valuePaise)
  const cgstPaise = share(line.cgstPaise, credited.cgstPaise)
  const sgstPaise = share(line.sgstPaise, credited.sgstPaise)
  const igstPaise = share(line.igstPaise, credited.igstPaise)
  const totalPaise = valuePaise + cgstPaise + sgstPaise + igstPaise
  return { quantityMilli, valuePaise, cgstPaise, sgstPaise, igstPaise, totalPaise }
}

/** Adds up the lines of any document. Lines at rate 0 are exempt and printed separately. */
export function documentTotals(
  lines: readonly (Omit<LineAmounts, 'quantityMilli'> & { gstBp: BasisPoints })[],
  roundOffPaise: Paise,
): DocumentTotals {
  const taxable = lines.filter((line) => line.gstBp > 0)
  const exempt = lines.filter((line) => line.gstBp === 0)
  const taxablePaise = sum(taxable.map((line) => line.valuePaise))
  const exemptPaise = sum(exempt.map((line) => line.valuePaise))
  const cgstPaise = sum(lines.map((line) => line.cgstPaise))
  const sgstPaise = sum(lines.map((line) => line.sgstPaise))
  const igstPaise = sum(lines.map((line) => line.igstPaise))
  const gstPaise = cgstPaise + sgstPaise + igstPaise
  const totalPaise = taxablePaise + exemptPaise + gstPaise + roundOffPaise
  const taxes = { cgstPaise, sgstPaise, igstPaise, gstPaise }
  return { taxablePaise, exemptPaise, ...taxes, roundOffPaise, totalPaise }
}

/** CGST and SGST are rounded separately, so their sum may differ from the IGST by a paisa. */
function taxLine(line: PricedLine, amountPaise: Paise, bill: PricedBill) {
  const gstBp = bill.chargesTax ? line.gstBp : 0
  const whole = line.priceIncludesTax ? WHOLE_BP + gstBp : WHOLE_BP
  const half = bill.isInterState ? 0 : divideHalfUp(amountPaise * gstBp, 2 * whole)
  const igstPaise = bill.isInterState ? divideHalfUp(amountPaise * gstBp, whole) : 0
  const taxPaise = 2 * half + igstPaise
  const valuePaise = line.priceIncludesTax ? amountPaise - taxPaise : amountPaise
  return {
    quantityMilli: line.quantityMilli,
    gstBp,
    valuePaise,
    cgstPaise: half,
    sgstPaise: half,
    igstPaise,
    totalPaise: valuePaise + taxPaise,
  }
}

/**
 * Splits an amount by weight into whole paise. The paise that are left over go to the largest
 * remainders; among equal remainders to the first.
 */
function apportion(totalPaise: Paise, weights: readonly number[]): Paise[] {
  const whole = BigInt(sum(weights))
  if (whole === 0n) return weights.map(() => 0)
  const parts = weights.map((weight, index) => {
    const product = BigInt(totalPaise) * BigInt(weight)
    return { index, share: Number(product / whole), remainder: Number(product % whole) }
  })
  const left = totalPaise - sum(parts.map((part) => part.share))
  const ranked = parts.toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)
  const favoured = new Set(ranked.slice(0, left).map((part) => part.index))
  return parts.map((part) => (favoured.has(part.index) ? part.share + 1 : part.share))
}

function grossOf(line: PricedLine): Paise {
  return divideHalfUp(line.quantityMilli * line.unitPricePaise, 1000)
}

function amountOff(discount: Discount, basePaise: Paise): Paise {
  if (discount === null) return 0
  if ('amountPaise' in discount) return discount.amountPaise
  return divideHalfUp(basePaise * discount.percentBp, WHOLE_BP)
}

function lineIssues(line: PricedLine, index: number): Issue[] {
  const prefix = `items.${index}.`
  const issues: Issue[] = []
  if (!isWhole(line.quantityMilli, 1, LARGEST_QUANTITY_MILLI)) {
    issues.push(issue(`${prefix}quantity`, 'Enter a quantity of more than 0.'))
  }
  if (!isWhole(line.unitPricePaise, 0, LARGEST_PAISE)) {
    issues.push(issue(`${prefix}unit_price`, 'Enter a rate from 0 to 9,99,99,999.99.'))
  }
  if (!isWhole(line.gstBp, 0, WHOLE_BP)) {
    issues.push(issue(`${prefix}gst_percent`, 'Enter a GST rate from 0 to 100.'))
  }
  if (issues.length > 0) return issues
  if (line.quantityMilli * line.unitPricePaise > LARGEST_PAISE * 1000) {
    return [issue(`${prefix}quantity`, 'Quantity × rate is more than ₹9,99,99,999.99.')]
  }
  return discountIssues(line.discount, grossOf(line), { prefix, base: 'line' })
}

function discountIssues(
  discount: Discount,
  basePaise: Paise,
  { prefix, base }: { prefix: string; base: 'line' | 'bill' },
): Issue[] {
  if (discount === null) return []
  if ('percentBp' in discount) {
    if (isWhole(discount.percentBp, 0, WHOLE_BP)) return []
    return [issue(`${prefix}discount_percent`, 'Enter a discount from 0 to 100 %.')]
  }
  if (!isWhole(discount.amountPaise, 0, Number.MAX_SAFE_INTEGER)) {
    return [issue(`${prefix}discount`, 'Enter a discount of 0 or more.')]
  }
  if (discount.amountPaise <= basePaise) return []
  return [issue(`${prefix}discount`, `The discount is more than the ${base} total.`)]
}

function assertValid(issues: Issue[]): void {
  if (issues.length > 0) throw new Invalid(issues)
}

function assertStorable(paise: Paise): void {
  if (paise > LARGEST_PAISE) throw invalid('items', 'The bill is more than ₹9,99,99,999.99.')
}

function issue(path: string, message: string): Issue {
  return { path, message }
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

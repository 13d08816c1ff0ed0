/** An amount of money in whole paise (1/100 rupee). Never a fraction, never rupees. */
export type Paise = number

/** A rate in basis points: 500 is 5 %. */
export type BasisPoints = number

const DECIMAL = /^(-?)(\d{1,8}|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.(\d{1,2}))?$/

/**
 * Reads an amount as a person or PostgreSQL writes it (`4500`, `1,23,456.50`, `-0.4`) and returns
 * paise, or null for anything else: blank, exponents, three decimals, words, a decimal comma.
 */
export function parseMoney(text: string): Paise | null {
  const match = DECIMAL.exec(text.trim().replace(/^₹\s*/, ''))
  if (!match) return null
  const [, sign, grouped = '', fraction = ''] = match
  const rupees = grouped.replaceAll(',', '')
  if (rupees.length > 8) return null
  const paise = Number(rupees) * 100 + Number(fraction.padEnd(2, '0'))
  return sign && paise > 0 ? -paise : paise
}

/** The exact decimal string PostgreSQL stores: 450050 → `4500.50`. */
export function toDecimal(paise: Paise): string {
  assertWholePaise(paise)
  const whole = Math.abs(paise)
  const text = `${Math.trunc(whole / 100)}.${String(whole % 100).padStart(2, '0')}`
  return paise < 0 ? `-${text}` : text
}

/** The JSON number of the API: rupees with at most two decimals. */
export function toRupees(paise: Paise): number {
  return Number(toDecimal(paise))
}

/** `₹1,23,456`, or `₹1,23,456.50` when there are paise or with `paise: 'always'`. */
export function formatMoney(paise: Paise, options: { paise?: 'auto' | 'always' } = {}): string {
  return `${paise < 0 ? '−' : ''}₹${formatAmount(Math.abs(paise), options)}`
}

/** Like `formatMoney`, but without the ₹, for columns of figures. */
export function formatAmount(paise: Paise, options: { paise?: 'auto' | 'always' } = {}): string {
  assertWholePaise(paise)
  const whole = Math.abs(paise)
  const rupees = groupIndian(String(Math.trunc(whole / 100)))
  const showPaise = options.paise === 'always' || whole % 100 !== 0
  const text = showPaise ? `${rupees}.${String(whole % 100).padStart(2, '0')}` : rupees
  return paise < 0 ? `−${text}` : text
}

/** `5%`, `2.5%`. */
export function formatRate(rate: BasisPoints): string {
  return `${rate / 100}%`
}

/**
 * Rounds a ratio of integers half-up to a whole number. All rounding to a paisa uses this function.
 * Pass a product beyond 2^53 as a bigint.
 */
export function divideHalfUp(numerator: number | bigint, denominator: number): number {
  const top = BigInt(numerator)
  const bottom = BigInt(denominator)
  const negative = top < 0n
  const magnitude = negative ? -top : top
  const rounded = Number((2n * magnitude + bottom) / (2n * bottom))
  return negative && rounded !== 0 ? -rounded : rounded
}

function assertWholePaise(paise: Paise): void {
  if (!Number.isSafeInteger(paise)) throw new RangeError(`not whole paise: ${paise}`)
}

function groupIndian(digits: string): string {
  if (digits.length <= 3) return digits
  const head = digits.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')
  return `${head},${digits.slice(-3)}`
}

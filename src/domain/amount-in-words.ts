import type { Paise } from './money.ts'

const UP_TO_NINETEEN =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

/** The Indian scale. Above 99 crore, crores themselves are counted in lakhs: one lakh crore. */
const SCALE = [
  { size: 10_000_000, name: 'crore' },
  { size: 100_000, name: 'lakh' },
  { size: 1_000, name: 'thousand' },
  { size: 100, name: 'hundred' },
]

/** `Rupees five thousand nine hundred and fifty paise only`, printed under a document's total. */
export function amountInWords(paise: Paise): string {
  if (!Number.isSafeInteger(paise) || paise < 0) throw new RangeError(`not an amount: ${paise}`)
  const rupees = `Rupees ${inWords(Math.trunc(paise / 100))}`
  const rest = paise % 100
  if (rest === 0) return `${rupees} only`
  return `${rupees} and ${inWords(rest)} ${rest === 1 ? 'paisa' : 'paise'} only`
}

function inWords(number: number): string {
  for (const { size, name } of SCALE) {
    if (number < size) continue
    const head = `${inWords(Math.trunc(number / size))} ${name}`
    return number % size === 0 ? head : `${head} ${inWords(number % size)}`
  }
  if (number < 20) return UP_TO_NINETEEN[number] as string
  const tens = TENS[Math.trunc(number / 10)] as string
  return number % 10 === 0 ? tens : `${tens} ${UP_TO_NINETEEN[number % 10]}`
}

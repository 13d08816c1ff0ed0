/** A telephone number in E.164, `+919876543210`. */
export type Phone = string

/** The message for a text that `parsePhone` can't read. */
export const INVALID_PHONE = 'Enter a phone number with 10 digits, or with + and the country code.'

const DEVANAGARI_ZERO = 0x0966

/**
 * Reads a number in any format (`98765 43210`, `098765-43210`, `+91 98765 43210`, `0091…`) and
 * returns E.164, or null when it is not a phone number. Without a country code it is Indian:
 * mobiles have ten digits and start with 6–9 (Department of Telecommunications, National Numbering
 * Plan 2003); landlines have ten digits with the area code.
 */
export function parsePhone(text: string): Phone | null {
  if (text.length > 30) return null
  const compact = compactForm(text)
  if (!/^\+?\d{7,17}$/.test(compact)) return null
  const international = compact.startsWith('+') ? compact.slice(1) : compact.replace(/^00/, '')
  const isInternational = compact.startsWith('+') || compact.startsWith('00')
  if (isInternational) return asE164(international.replace(/^910/, '91'))
  const national = compact.replace(/^0/, '')
  if (/^[1-9]\d{9}$/.test(national)) return `+91${national}`
  if (/^91[6-9]\d{9}$/.test(national)) return `+${national}`
  return null
}

/** `98765 43210`, for screens. Numbers of other countries keep their code. */
export function formatPhone(phone: Phone): string {
  const indian = /^\+91(\d{5})(\d{5})$/.exec(phone)
  return indian ? `${indian[1]} ${indian[2]}` : phone
}

/** `+91 98765 43210`, for documents and the API. */
export function formatPhoneWithCode(phone: Phone): string {
  return phone.startsWith('+91') ? `+91 ${formatPhone(phone)}` : phone
}

/**
 * The digits to search phones for, without a leading +91 or 0; null when the text is not a number.
 */
export function phoneSearchDigits(text: string): string | null {
  const compact = compactForm(text).replaceAll('+', '')
  if (!/^\d{1,15}$/.test(compact)) return null
  return compact.slice(-10)
}

/** Without separators and the invisible characters of pasted text; Devanagari digits as 0–9. */
function compactForm(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s().\p{Dash_Punctuation}\p{Format}]/gu, '')
    .replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - DEVANAGARI_ZERO))
}

function asE164(digits: string): Phone | null {
  if (!/^[1-9]\d{6,14}$/.test(digits)) return null
  if (digits.startsWith('91') && !/^91[1-9]\d{9}$/.test(digits)) return null
  return `+${digits}`
}

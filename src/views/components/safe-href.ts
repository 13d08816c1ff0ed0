const ALLOWED = [
  /^\/(?![/\\])/,
  /^[?#]/,
  /^https:\/\/wa\.me\//,
  /^upi:\/\/pay\?/,
  /^tel:\+?[\d\s-]+$/,
]

/**
 * The allow-list of every dynamic link: a path of this house, a query or an anchor of this page,
 * wa.me, a UPI payment, a telephone number or an e-mail address. Anything else becomes `#`.
 */
export function safeHref(address: string): string {
  // Browsers drop tabs, line ends and other controls inside an address, so `java\nscript:` is script.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (/[\u0000-\u001f\u007f]/.test(address)) return '#'
  if (/^mailto:[^\s@]+@[^\s@?]+$/.test(address)) return address
  return ALLOWED.some((pattern) => pattern.test(address)) ? address : '#'
}

const ALLOWED = [
  /^\/(?![/\\])/,
  /^[?#]/,
  /^https:\/\/wa\.me\//,
  /^upi:\/\/pay\?/,
  /^tel:\+?[\d\s-]+$/,
]

/**
 * The allow-list for every dynamic link: a path of this site, a query or anchor of this page,
 * wa.me, a UPI payment, a phone number or an e-mail address. Anything else becomes `#`.
 */
export function safeHref(address: string): string {
  // Browsers drop control characters inside an address, so `java\nscript:` would run as script.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this pattern rejects control characters.
  if (/[\u0000-\u001f\u007f]/.test(address)) return '#'
  if (/^mailto:[^\s@]+@[^\s@?]+$/.test(address)) return address
  return ALLOWED.some((pattern) => pattern.test(address)) ? address : '#'
}

export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 128

/** Why a password is refused, or null. Length matters most (NIST SP 800-63B, 5.1.1.2). */
export function passwordProblem(
  password: string,
  about: { email: string; name: string },
): string | null {
  if (password.length < MIN_PASSWORD_LENGTH)
    return `Use at least ${MIN_PASSWORD_LENGTH} characters.`
  if (password.length > MAX_PASSWORD_LENGTH) return `Use at most ${MAX_PASSWORD_LENGTH} characters.`
  const plain = password.toLowerCase()
  const account = about.email.toLowerCase().split('@')[0] ?? ''
  const isGuessable =
    new Set(plain).size < 5 ||
    plain.includes('linqsclinic') ||
    /^password|^qwerty|^1234567/.test(plain) ||
    // A short account name is part of many words by chance.
    (account.length >= 4 && plain.includes(account)) ||
    plain === about.name.toLowerCase()
  return isGuessable ? 'This password is easy to guess. Use a few words.' : null
}

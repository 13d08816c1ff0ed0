/** The name of the constraint that a write violated; null for any other error. */
export function violatedConstraint(error: unknown): string | null {
  const failure = asFailure(error)
  return failure?.code.startsWith('23') ? (failure.constraint ?? null) : null
}

export function violates(error: unknown, constraint: string): boolean {
  return violatedConstraint(error) === constraint
}

/** A deadlock or a serialisation failure: the same transaction may succeed if it is run again. */
export function isRetryable(error: unknown): boolean {
  const code = asFailure(error)?.code
  return code === '40P01' || code === '40001'
}

export function isTableMissing(error: unknown): boolean {
  return asFailure(error)?.code === '42P01'
}

const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  // PostgreSQL: no connection or disk left, lock timeout, cancelled, shutting down, starting up.
  '53300',
  '53100',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
])

/** The database can't be reached or can't answer now. The call itself is correct. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string' && AWAY_CODES.has(code)) return true
  return /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/.test(
    error.message,
  )
}

/**
 * A database error with an SQLSTATE. It is recognised by its shape, because the two drivers have
 * different error classes.
 */
function asFailure(error: unknown): { code: string; constraint?: string } | null {
  if (!(error instanceof Error)) return null
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return null
  return error as unknown as { code: string; constraint?: string }
}

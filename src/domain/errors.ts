/**
 * The ways in which a use case refuses. Only `routes/http/errors` knows the HTTP status of each;
 * any other error is a bug.
 */
export abstract class Refusal extends Error {}

/** The actor's branch has no such row. */
export class NotFound extends Refusal {
  constructor(readonly noun: string) {
    super(`There is no such ${noun}.`)
  }
}

/** The actor's role has no permission for this. The message says who has: see `forbidden`. */
export class Forbidden extends Refusal {
  constructor(
    readonly permission: string,
    message: string,
  ) {
    super(message)
  }
}

/**
 * The input is valid, but the current state doesn't allow it. `conflict` says what it clashes with.
 */
export class Conflict extends Refusal {
  constructor(
    readonly code: string,
    message: string,
    readonly conflict: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

export type Issue = { path: string; message: string }

/** The message for one field: the first, if it has several. */
export function problemAt(issues: readonly Issue[], path: string): string | undefined {
  return issues.find((issue) => issue.path === path)?.message
}

/** The input is wrong: one issue for each field. */
export class Invalid extends Refusal {
  constructor(readonly issues: Issue[]) {
    super(issues.map((issue) => issue.message).join(' '))
  }
}

/** Too many tries. They can try again after `retryAfterSecs` seconds. */
export class TooMany extends Refusal {
  constructor(readonly retryAfterSecs: number) {
    const minutes = Math.ceil(retryAfterSecs / 60)
    super(`Too many tries. Try again in ${minutes === 1 ? '1 minute' : `${minutes} minutes`}.`)
  }
}

/** Something that the server needs is not available now: the database, or the PDF printer. */
export class Unavailable extends Refusal {
  constructor(
    message: string,
    readonly retryAfterSecs = 5,
  ) {
    super(message)
  }
}

export function invalid(path: string, message: string): Invalid {
  return new Invalid([{ path, message }])
}

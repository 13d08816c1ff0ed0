/**
 * The ways in which a use case refuses. `routes/errors` alone knows which status each one is;
 * anything else that is thrown is a bug.
 */
export abstract class Refusal extends Error {}

/** There is no such row in the actor's branch. */
export class NotFound extends Refusal {
  constructor(readonly noun: string) {
    super(`There is no such ${noun}.`)
  }
}

/** The actor's role may not do this. */
export class Forbidden extends Refusal {
  constructor(readonly permission: string) {
    super('Your role may not do this.')
  }
}

/** Valid in itself, but not in the present state. `conflict` names what it clashes with. */
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

/** What is said of one field; of several, the first. */
export function problemAt(issues: readonly Issue[], path: string): string | undefined {
  return issues.find((issue) => issue.path === path)?.message
}

/** The input itself is wrong; one issue for each field. */
export class Invalid extends Refusal {
  constructor(readonly issues: Issue[]) {
    super(issues.map((issue) => issue.message).join(' '))
  }
}

/** Too many tries; try again after so many seconds. */
export class TooMany extends Refusal {
  constructor(readonly retryAfterSecs: number) {
    super(`Too many tries. Try again in ${Math.ceil(retryAfterSecs / 60)} minutes.`)
  }
}

/** Something that the clinic needs is away for the moment: the database, the PDF printer. */
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

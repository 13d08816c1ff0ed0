import { Conflict } from './errors.ts'

export const ENROLLMENT_STATUSES = ['active', 'completed', 'cancelled'] as const

export type EnrollmentStatus = (typeof ENROLLMENT_STATUSES)[number]

export const SESSION_STATUSES = ['pending', 'completed'] as const

export type SessionStatus = (typeof SESSION_STATUSES)[number]

/** How a package is paid for. */
export const PLAN_BILLINGS = ['prepaid', 'per_session', 'instalments'] as const

/** What the session ledger records. */
export const LEDGER_ENTRIES = ['completed', 'reopened'] as const

export type LedgerEntry = (typeof LEDGER_ENTRIES)[number]

/** What the dot of a session shows on screen. */
export const SESSION_STATES = ['done', 'next', 'booked', 'pending'] as const

export type SessionState = (typeof SESSION_STATES)[number]

type Progress = { status: SessionStatus }
type Booked = Progress & { appointmentId: string | null }

/** The next session of a package, booked or not: the first one that is not completed. */
export function nextSessionOf<S extends Progress>(sessions: readonly S[]): S | undefined {
  return sessions.find((session) => session.status === 'pending')
}

/** The next session to book: the first that is neither completed nor booked. */
export function nextToBookOf<S extends Booked>(sessions: readonly S[]): S | undefined {
  return sessions.find((session) => session.status === 'pending' && session.appointmentId === null)
}

/** The sessions of one package in order, each with what its dot shows. */
export function withStates<S extends Booked>(
  sessions: readonly S[],
): (S & { state: SessionState })[] {
  const next = nextSessionOf(sessions)
  return sessions.map((session) => ({ ...session, state: stateOf(session, session === next) }))
}

function stateOf(session: Booked, isNext: boolean): SessionState {
  if (session.status === 'completed') return 'done'
  if (isNext) return 'next'
  return session.appointmentId ? 'booked' : 'pending'
}

/** A session is completed once, and only while its package is active. Throws Conflict. */
export function assertCompletable(
  enrollment: { status: EnrollmentStatus },
  session: { sessionNumber: number; status: SessionStatus },
): void {
  if (session.status === 'completed') {
    throw new Conflict(
      'session_completed',
      `Session ${session.sessionNumber} is already completed.`,
    )
  }
  assertActive(enrollment)
}

/** Throws Conflict when a package is completed or cancelled. */
export function assertActive({ status }: { status: EnrollmentStatus }): void {
  if (status === 'active') return
  throw new Conflict('enrollment_closed', `This package is ${status}.`)
}

export function isNearlyComplete(sessionsLeft: number): boolean {
  return sessionsLeft === 1
}

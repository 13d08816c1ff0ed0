import type { findStaffInBranch } from '../db/logins.ts'
import type { Actor, RequestContext } from '../domain/access.ts'
import type { Settings } from '../domain/settings.ts'

/** The person who is signed in, by cookie or by token, with the settings of their branch. */
export type SignedIn = {
  actor: Actor
  settings: Settings
  called: string
  initials: string
  /** The browser's login; null with an API token. */
  login: { id: string; expiresAt: Date } | null
}

const NO_BRANCH = '00000000-0000-0000-0000-000000000000'

/**
 * The actor for jobs, and for requests before sign-in. Without a branch it sees no branch's rows.
 * The audit log shows it as LinqsClinic.
 */
export function systemActor(request: RequestContext, branchId: string = NO_BRANCH): Actor {
  return {
    staffId: null,
    name: 'LinqsClinic',
    role: 'system',
    branchId,
    discountCeilingBp: 0,
    request,
  }
}

export function signedInAs(
  found: NonNullable<Awaited<ReturnType<typeof findStaffInBranch>>>,
  request: RequestContext,
): SignedIn {
  const {
    staffId,
    name,
    called,
    initials,
    role,
    discountCeilingBp,
    tokenVersion: _,
    ...settings
  } = found
  return {
    actor: { staffId, name, role, branchId: settings.branchId, discountCeilingBp, request },
    settings,
    called,
    initials,
    login: null,
  }
}

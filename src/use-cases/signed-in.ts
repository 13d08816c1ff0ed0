import type { findStaffInBranch } from '../db/logins.ts'
import type { Actor, RequestContext } from '../domain/access.ts'
import type { Settings } from '../domain/settings.ts'

/** Who is signed in, by cookie or by token, and how her branch works. */
export type SignedIn = {
  actor: Actor
  settings: Settings
  called: string
  initials: string
  /** The browser's login; null for who bears an API token. */
  login: { id: string; expiresAt: Date } | null
}

const NO_BRANCH = '00000000-0000-0000-0000-000000000000'

/**
 * The clinic itself: acts in its jobs, and where nobody is signed in yet. Without a branch it sees
 * no branch's rows. The audit log calls it LinqsClinic.
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

/** From what is stored of a person in a branch. */
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

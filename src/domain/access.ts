import { Forbidden } from './errors.ts'

export const ROLES = ['admin', 'doctor', 'receptionist', 'therapist'] as const

export type Role = (typeof ROLES)[number]

/** `system` is the clinic itself, in its jobs and where nobody is signed in; no person has this role. */
export type ActorRole = Role | 'system'

/** Where a call came in. */
export type Door = 'page' | 'api' | 'command' | 'job'

/** What the audit log and the replay of double submits need to know of a call. */
export type RequestContext = {
  id: string
  door: Door
  ip: string | null
  /** The form's one-time key or the `Idempotency-Key`, with a digest of what was sent under it. */
  idempotency?: { key: string; fingerprint: string }
}

/** Who acts, in which branch, from where. The system itself has no `staffId`. */
export type Actor = {
  staffId: string | null
  name: string
  role: ActorRole
  branchId: string
  discountCeilingBp: number
  request: RequestContext
}

/**
 * Who may do what. The one table behind pages, fragments, buttons, files, jobs and the API; a route that
 * names none of these rows does not start. Whether the reception sees clinical notes is a setting
 * (`seesClinicalNotes`), and a person's discount has a ceiling of her own.
 */
const PERMISSIONS = {
  'dashboard.view': ['admin', 'doctor', 'receptionist', 'therapist'],
  /** Everybody's visits; others see their own. */
  'dashboard.all-visits': ['admin', 'doctor', 'receptionist'],
  'dashboard.money': ['admin', 'doctor', 'receptionist'],
  'appointments.view': ['admin', 'doctor', 'receptionist', 'therapist'],
  'appointments.manage': ['admin', 'doctor', 'receptionist', 'therapist'],
  'appointments.undo-late': ['admin'],
  'customers.view': ['admin', 'doctor', 'receptionist', 'therapist'],
  'customers.manage': ['admin', 'doctor', 'receptionist'],
  'packages.view': ['admin', 'doctor', 'receptionist', 'therapist'],
  'sessions.complete': ['admin', 'doctor', 'receptionist', 'therapist'],
  'inventory.manage': ['admin'],
  'billing.view': ['admin', 'doctor', 'receptionist'],
  'billing.manage': ['admin', 'receptionist'],
  /** Above the ceiling that is set for each person (`discountProblem`). */
  'billing.any-discount': ['admin'],
  'staff.manage': ['admin'],
  'catalogue.view': ['admin', 'doctor', 'receptionist', 'therapist'],
  /** What jobs do. */
  'expired.remove': ['system'],
  'day.announce': ['system'],
} as const satisfies Record<string, readonly ActorRole[]>

export type Permission = keyof typeof PERMISSIONS

export function may(actor: Pick<Actor, 'role'>, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly ActorRole[]).includes(actor.role)
}

/** The first line of every use case. */
export function authorize(actor: Pick<Actor, 'role'>, permission: Permission): void {
  if (!may(actor, permission)) throw new Forbidden(permission)
}

import { Forbidden } from './errors.ts'

export const ROLES = ['admin', 'doctor', 'receptionist', 'therapist'] as const

export type Role = (typeof ROLES)[number]

/** `system` is the server itself: it runs jobs, and acts when nobody is signed in. */
export type ActorRole = Role | 'system'

/** Where a call came from. */
export type Door = 'page' | 'api' | 'command' | 'job'

/** What the audit log and the handling of double submits need to know about a call. */
export type RequestContext = {
  id: string
  door: Door
  ip: string | null
  /** The form's one-time key or the `Idempotency-Key`, with a digest of what was sent with it. */
  idempotency?: { key: string; fingerprint: string }
}

/** Who acts, in which branch, and from where. The system itself has no `staffId`. */
export type Actor = {
  staffId: string | null
  name: string
  role: ActorRole
  branchId: string
  discountCeilingBp: number
  request: RequestContext
}

/**
 * Who may do what. This one table decides for pages, fragments, buttons, files, jobs and the API;
 * the server doesn't start with a route that names no permission. Two rules are not here: whether
 * reception sees clinical notes is a setting (`seesClinicalNotes`), and each person has their own
 * discount ceiling (`termsProblems`).
 */
const PERMISSIONS = {
  'dashboard.view': ['admin', 'doctor', 'receptionist', 'therapist'],
  /** The visits of all staff. Without it a person sees only their own. */
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
  /** A discount above the person's own ceiling. */
  'billing.any-discount': ['admin'],
  'staff.manage': ['admin'],
  'catalogue.view': ['admin', 'doctor', 'receptionist', 'therapist'],
  /** Only jobs do these. */
  'expired.remove': ['system'],
  'day.announce': ['system'],
} as const satisfies Record<string, readonly ActorRole[]>

export type Permission = keyof typeof PERMISSIONS

/** The subject of the sentence that refuses a permission: *Billing* is for reception and admin. */
const ACTIVITIES: Record<Permission, string> = {
  'dashboard.view': 'The dashboard',
  'dashboard.all-visits': 'The schedule of all staff',
  'dashboard.money': 'Viewing revenue and pending payments',
  'appointments.view': 'Viewing appointments',
  'appointments.manage': 'Booking and changing appointments',
  'appointments.undo-late': 'Undoing a step of an earlier day',
  'customers.view': 'Viewing customers',
  'customers.manage': 'Adding and changing customers',
  'packages.view': 'Viewing packages',
  'sessions.complete': 'Completing sessions',
  'inventory.manage': 'Changing stock',
  'billing.view': 'Viewing bills',
  'billing.manage': 'Billing',
  'billing.any-discount': 'A discount above the limit',
  'staff.manage': 'Managing staff',
  'catalogue.view': 'Viewing treatments, rooms and staff',
  'expired.remove': 'Removing what has expired',
  'day.announce': 'Announcing a new day',
}

/** As a sentence names the roles, and in its order. */
const ROLE_NAMES: Record<ActorRole, string> = {
  receptionist: 'reception',
  doctor: 'doctors',
  therapist: 'therapists',
  admin: 'admin',
  system: 'jobs',
}

export function may(actor: Pick<Actor, 'role'>, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly ActorRole[]).includes(actor.role)
}

/** The first line of every use case. Throws Forbidden. */
export function authorize(actor: Pick<Actor, 'role'>, permission: Permission): void {
  if (!may(actor, permission)) throw forbidden(permission)
}

/** Refuses a permission and says who has it: `Billing is for reception and admin.` */
export function forbidden(permission: Permission): Forbidden {
  const names = (Object.keys(ROLE_NAMES) as ActorRole[])
    .filter((role) => may({ role }, permission))
    .map((role) => ROLE_NAMES[role])
  const people = [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ')
  return new Forbidden(permission, `${ACTIVITIES[permission]} is for ${people}.`)
}

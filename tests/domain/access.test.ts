import { describe, expect, it } from 'vitest'
import { authorize, may, type Permission, type Role } from '../../src/domain/access.ts'
import { Forbidden } from '../../src/domain/errors.ts'

const ROLES: Role[] = ['admin', 'doctor', 'receptionist', 'therapist']

/** What jobs do and no person does. */
const OF_THE_SYSTEM: readonly Permission[] = ['expired.remove', 'day.announce']

/** Written out by hand from the table of who may do what, admins first. */
const TABLE: Record<Permission, string> = {
  'dashboard.view': 'admin doctor receptionist therapist',
  'dashboard.all-visits': 'admin doctor receptionist',
  'dashboard.money': 'admin doctor receptionist',
  'appointments.view': 'admin doctor receptionist therapist',
  'appointments.manage': 'admin doctor receptionist therapist',
  'appointments.undo-late': 'admin',
  'customers.view': 'admin doctor receptionist therapist',
  'customers.manage': 'admin doctor receptionist',
  'packages.view': 'admin doctor receptionist therapist',
  'sessions.complete': 'admin doctor receptionist therapist',
  'inventory.manage': 'admin',
  'billing.view': 'admin doctor receptionist',
  'billing.manage': 'admin receptionist',
  'billing.any-discount': 'admin',
  'staff.manage': 'admin',
  'catalogue.view': 'admin doctor receptionist therapist',
  'expired.remove': '',
  'day.announce': '',
}

describe('may', () => {
  it.each(Object.entries(TABLE))('lets do %s: %s', (permission, roles) => {
    const allowed = ROLES.filter((role) => may({ role }, permission as Permission))
    expect(allowed.join(' ')).toBe(roles)
  })

  it('lets an admin do everything that people do', () => {
    const permissions = Object.keys(TABLE) as Permission[]
    const allowed = permissions.filter((permission) => may({ role: 'admin' }, permission))
    expect(allowed).toEqual(permissions.filter((permission) => !OF_THE_SYSTEM.includes(permission)))
  })

  it('lets the system do what its jobs need, and nothing else', () => {
    const permissions = Object.keys(TABLE) as Permission[]
    const allowed = permissions.filter((permission) => may({ role: 'system' }, permission))
    expect(allowed).toEqual(OF_THE_SYSTEM)
  })

  it('fails on an act that the table does not know', () => {
    expect(() => may({ role: 'admin' }, 'billing.delete' as Permission)).toThrow(TypeError)
  })
})

describe('authorize', () => {
  it('passes who may and refuses who may not, naming the act', () => {
    expect(() => authorize({ role: 'receptionist' }, 'billing.manage')).not.toThrow()
    expect(() => authorize({ role: 'doctor' }, 'billing.manage')).toThrowError(
      new Forbidden('billing.manage'),
    )
    expect(() => authorize({ role: 'therapist' }, 'billing.view')).toThrow(Forbidden)
  })
})

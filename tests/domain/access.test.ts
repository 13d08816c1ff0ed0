import { describe, expect, it } from 'vitest'
import { authorize, forbidden, may, type Permission, type Role } from '../../src/domain/access.ts'
import { Forbidden } from '../../src/domain/errors.ts'

const ROLES: Role[] = ['admin', 'doctor', 'receptionist', 'therapist']

/** The permissions of jobs, which no person has. */
const OF_THE_SYSTEM: readonly Permission[] = ['expired.remove', 'day.announce']

/** Written by hand from the table of who may do what, not taken from the code. */
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
  it.each(Object.entries(TABLE))('allows %s to %s', (permission, roles) => {
    const allowed = ROLES.filter((role) => may({ role }, permission as Permission))
    expect(allowed.join(' ')).toBe(roles)
  })

  it('allows an admin everything that people may do', () => {
    const permissions = Object.keys(TABLE) as Permission[]
    const allowed = permissions.filter((permission) => may({ role: 'admin' }, permission))
    expect(allowed).toEqual(permissions.filter((permission) => !OF_THE_SYSTEM.includes(permission)))
  })

  it('allows the system what its jobs need, and nothing else', () => {
    const permissions = Object.keys(TABLE) as Permission[]
    const allowed = permissions.filter((permission) => may({ role: 'system' }, permission))
    expect(allowed).toEqual(OF_THE_SYSTEM)
  })

  it('throws for a permission that is not in the table', () => {
    expect(() => may({ role: 'admin' }, 'billing.delete' as Permission)).toThrow(TypeError)
  })
})

describe('authorize', () => {
  it('lets a role with the permission pass and refuses the others', () => {
    expect(() => authorize({ role: 'receptionist' }, 'billing.manage')).not.toThrow()
    expect(() => authorize({ role: 'doctor' }, 'billing.manage')).toThrowError(
      new Forbidden('billing.manage', 'Billing is for reception and admin.'),
    )
    expect(() => authorize({ role: 'therapist' }, 'billing.view')).toThrow(Forbidden)
  })
})

describe('forbidden', () => {
  it.each<[Permission, string]>([
    ['billing.manage', 'Billing is for reception and admin.'],
    ['billing.view', 'Viewing bills is for reception, doctors and admin.'],
    ['inventory.manage', 'Changing stock is for admin.'],
  ])('says who may do %s', (permission, message) => {
    expect(forbidden(permission)).toEqual(new Forbidden(permission, message))
  })
})

import { randomUUID } from 'node:crypto'
import type { Role } from '../domain/access.ts'
import type { BasisPoints } from '../domain/money.ts'
import { takesAppointments } from '../domain/staff.ts'
import type { Reader } from './connect.ts'
import { toColumn } from './money.ts'
import type { Transaction } from './transaction.ts'

export type StaffMember = Awaited<ReturnType<typeof listStaff>>[number]

/** The staff of the branch in order of joining, which decides their colours. */
export async function listStaff(reader: Reader) {
  return staffQuery(reader).execute()
}

export function staffQuery(reader: Reader) {
  return reader
    .selectFrom('staff')
    .innerJoin('staff_branches as member', 'member.staff_id', 'staff.id')
    .select([
      'staff.id',
      'staff.name',
      'staff.called',
      'staff.initials',
      'staff.role',
      'staff.specialization',
      'staff.is_active as isActive',
      'staff.is_bookable as isBookable',
      'member.position',
      'member.oversees_at_once as overseesAtOnce',
    ])
    .orderBy('member.position')
}

export async function listBookableStaff(reader: Reader): Promise<StaffMember[]> {
  return (await listStaff(reader)).filter(takesAppointments)
}

export async function findStaffMember(reader: Reader, id: string) {
  return staffMemberQuery(reader, id).executeTakeFirst()
}

export function staffMemberQuery(reader: Reader, id: string) {
  return reader
    .selectFrom('staff')
    .innerJoin('staff_branches as member', 'member.staff_id', 'staff.id')
    .select([
      'staff.id',
      'staff.name',
      'staff.called',
      'staff.is_active as isActive',
      'staff.is_bookable as isBookable',
      'member.oversees_at_once as overseesAtOnce',
    ])
    .where('staff.id', '=', id)
}

export type NewStaffMember = {
  id?: string
  name: string
  /** What colleagues and customers call them: `Dr. Kapoor` for Dr. Vivek Kapoor. */
  called: string
  initials: string
  role: Role
  email: string
  phone?: string
  /** Without one the person can't sign in. */
  passwordHash?: string | null
  specialization?: string
  isActive?: boolean
  isBookable: boolean
  discountCeilingBp?: BasisPoints
  /** Their place in the order of joining, from 1. */
  position: number
  overseesAtOnce?: number
  createdAt?: Date
}

/** Inserts people as members of the actor's branch. */
export async function insertStaff(trx: Transaction, people: NewStaffMember[]): Promise<void> {
  const members = people.map((person) => ({ id: randomUUID() as string, ...person }))
  await trx
    .insertInto('staff')
    .values(
      members.map((member) => ({
        id: member.id,
        name: member.name,
        called: member.called,
        initials: member.initials,
        role: member.role,
        email: member.email,
        phone: member.phone,
        password_hash: member.passwordHash,
        specialization: member.specialization,
        is_active: member.isActive,
        is_bookable: member.isBookable,
        discount_ceiling: toColumn(member.discountCeilingBp ?? 0),
        created_at: member.createdAt,
      })),
    )
    .execute()
  await trx
    .insertInto('staff_branches')
    .values(
      members.map((member) => ({
        staff_id: member.id,
        position: member.position,
        oversees_at_once: member.overseesAtOnce,
      })),
    )
    .execute()
}

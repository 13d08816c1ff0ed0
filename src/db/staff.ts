import { takesAppointments } from '../domain/staff.ts'
import type { Reader } from './connect.ts'

export type StaffMember = Awaited<ReturnType<typeof listStaff>>[number]

/** The staff of the branch in order of joining, which gives each one's colour. */
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

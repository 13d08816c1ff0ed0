type Member = { isActive: boolean; isBookable: boolean; overseesAtOnce: number }

/** Whether appointments can be booked with somebody. */
export function takesAppointments(member: Pick<Member, 'isActive' | 'isBookable'>): boolean {
  return member.isActive && member.isBookable
}

/** How many appointments of others somebody oversees at once: none any more, once she has left. */
export function seatsOf(member: Pick<Member, 'isActive' | 'overseesAtOnce'>): number {
  return member.isActive ? member.overseesAtOnce : 0
}

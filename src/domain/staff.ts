type Member = { isActive: boolean; isBookable: boolean; overseesAtOnce: number }

/** Whether appointments can be booked with a member of staff. */
export function takesAppointments(member: Pick<Member, 'isActive' | 'isBookable'>): boolean {
  return member.isActive && member.isBookable
}

/** How many appointments of others a person supervises at once: 0 after they have left. */
export function seatsOf(member: Pick<Member, 'isActive' | 'overseesAtOnce'>): number {
  return member.isActive ? member.overseesAtOnce : 0
}

/** A person's first and last initial in Latin letters, without a title; `A` when there are none. */
export function staffInitials(name: string): string {
  const words = name
    .normalize('NFD')
    .replace(/^(dr|mr|mrs|ms|prof)\.?\s+/i, '')
    .toUpperCase()
    .split(/\s+/)
    .map((word) => word.replace(/[^A-Z]/g, ''))
    .filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters.map((word) => word?.[0] ?? '').join('') || 'A'
}

import type { ClockTime } from './dates.ts'

/** Another desk was faster, or the other appointment is in a branch that isn't shown here. */
export const TIME_TAKEN = 'This time was just taken. Choose another time.'

/** Restoring a cancelled or missed appointment whose time is booked since. */
export const SLOT_GIVEN_AWAY = 'This slot is now booked for someone else. Choose another time.'

/** Undoing a move when the former time is booked since. */
export function formerTimeTaken(customer: string): string {
  return `${customer} can’t go back: the former time is booked for someone else.`
}

export const SUPERVISOR_UNAVAILABLE =
  'The supervising doctor is no longer available. Please book again.'

export const SESSION_BOOKED = 'This session is already booked in another appointment.'

/** Another customer has the phone. Their name is not known if they were removed a moment ago. */
export function phoneTakenMessage(holder: string | undefined): string {
  return `${holder ?? 'Another customer'} has this phone number.`
}

/** The refusal of a booking: who or what is booked, until when, and with whom. */
export function bookedMessage(clash: {
  who: string
  from: ClockTime
  to: ClockTime
  withWhom: string
  isNoRoomLeft: boolean
}): string {
  const { who, from, to, withWhom } = clash
  const noRoom = clash.isNoRoomLeft ? 'No suitable room is free: ' : ''
  return `${noRoom}${who} is booked ${from}–${to} with ${withWhom}.`
}

/** The refusal of a booking whose supervisor has no seat left. */
export function supervisingMessage(supervisor: string, seats: number): string {
  const others = seats === 1 ? 'another appointment' : `${seats} other appointments`
  return `${supervisor} is supervising ${others} at this time.`
}

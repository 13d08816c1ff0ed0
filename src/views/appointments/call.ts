import type { LastContact } from '../../domain/calls.ts'
import { formatMoney } from '../../domain/money.ts'
import { treatmentInShort } from '../customers/customer-visits.tsx'
import type { Visit } from './visit.ts'

/** A row of the call sheet: an appointment that is not confirmed yet, with what the caller needs. */
export type Call = Visit & {
  /** The contact person, when the customer has no phone and theirs is shown. */
  reachedThrough: string | null
  /** The customer's balance due. Null when nothing is due, or for a role that sees no bills. */
  duePaise: number | null
  lastContact: LastContact | null
  /** To be called next: `U` leads here. */
  isNext: boolean
}

export type CallSheetData = {
  calls: Call[]
  /** The appointments of the day that are not cancelled. */
  total: number
  /** Only the viewer’s own appointments are listed. */
  isOwnOnly?: boolean
}

/** For narrow rows: `contact: Meera Iyer · Laser Hair Removal 6/8 · Dr. Kapoor · ₹2,400 due`. */
export function callDetails(call: Call): string {
  const contact = call.reachedThrough && `contact: ${call.reachedThrough}`
  const due = call.duePaise && `${formatMoney(call.duePaise)} due`
  return [contact, treatmentInShort(call), call.staff, due].filter(Boolean).join(' · ')
}

/** `6 left of 8`, or why none is left. `day` names the day: `tomorrow`, `Fri 6 Mar`. */
export function leftText({ calls, total, isOwnOnly }: CallSheetData, day: string): string {
  if (calls.length > 0) return `${calls.length} left of ${total}`
  if (total === 0) return `${isOwnOnly ? 'You have no' : 'No'} appointments for ${day}.`
  return `All ${isOwnOnly ? 'yours are ' : ''}confirmed for ${day}.`
}

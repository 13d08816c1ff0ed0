import type { Gender } from '../domain/customers.ts'
import type { PersonColour } from './components/initials.tsx'

const COLOURS: PersonColour[] = ['a', 'b', 'c', 'd', 'e', 'f']

/**
 * The colour of a staff member by position, from 1. There are six; the seventh person gets the
 * first.
 */
export function personColour(position: number): PersonColour {
  return COLOURS[(position - 1) % COLOURS.length] ?? 'a'
}

export const GENDER_WORDS: Readonly<Record<Gender, string>> = {
  female: 'Female',
  male: 'Male',
  other: 'Other',
}

/** `28 / Female`, `about 41 / Male`, with a dash for an unknown age or gender. */
export function ageAndGender(age: string | null, gender: Gender | null): string {
  if (age === null && gender === null) return '—'
  return `${age ?? '—'} / ${gender ? GENDER_WORDS[gender] : '—'}`
}

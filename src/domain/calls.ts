import type { ClockTime } from './dates.ts'

/** How an unsuccessful call ended. */
export const CALL_OUTCOMES = ['no-answer', 'call-later'] as const

export type CallOutcome = (typeof CALL_OUTCOMES)[number]

/** The last time that the clinic tried to reach a customer about an appointment. */
export type LastContact = {
  how: CallOutcome | 'reminded'
  /** In the clinic's time zone. The day is null for today. */
  day: string | null
  time: ClockTime
  who: string
}

export const CONTACT_WORDS: Record<LastContact['how'], string> = {
  'no-answer': 'No answer',
  'call-later': 'Call later',
  reminded: 'Reminded',
}

/** `No answer 11:20 · Meena`, with the day before the time when it was not today. */
export function contactText({ how, day, time, who }: LastContact): string {
  return `${[CONTACT_WORDS[how], day, time].filter(Boolean).join(' ')} · ${who}`
}

/**
 * Whom to call next: the first in order of time who has not been contacted, and when all have been,
 * the one whose last contact is the longest ago.
 */
export function nextToCall<V extends { contactedAt: Date | null }>(visits: V[]): V | undefined {
  const contactedAt = (visit: V) => visit.contactedAt?.getTime() ?? 0
  return visits.reduce<V | undefined>(
    (first, visit) => (first && contactedAt(first) <= contactedAt(visit) ? first : visit),
    undefined,
  )
}

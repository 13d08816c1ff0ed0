import { randomUUID } from 'node:crypto'
import type { Transaction } from '../db/transaction.ts'
import { addDays, type CalendarDate, type ClockTime, instantOf } from '../domain/dates.ts'

/** The day, a Tuesday, on which the sample shows a full clinic. */
export const SAMPLE_DAY: CalendarDate = '2026-03-03'

export const SAMPLE_TIME_ZONE = 'Asia/Kolkata'

/** What all parts of the sample need while they are loaded. */
export type SampleContext = {
  trx: Transaction
  shiftDays: number
  /** Shifts a date of the sample to the clinic's calendar. */
  on(date: CalendarDate): CalendarDate
  /** The instant of a date and time of the sample, after the shift. */
  at(date: CalendarDate, time: ClockTime): Date
  /** The same, but now if that is still to come: the sample's day may be loaded at its beginning. */
  atLatestNow(date: CalendarDate, time: ClockTime): Date
  /** The id of a thing: the same each time the sample names it. */
  idOf(noun: string, name: string): string
}

export function sampleContext(
  trx: Transaction,
  { shiftDays, now }: { shiftDays: number; now: Date },
): SampleContext {
  const ids = new Map<string, string>()
  const on = (date: CalendarDate) => addDays(date, shiftDays)
  const at = (date: CalendarDate, time: ClockTime) => instantOf(on(date), time, SAMPLE_TIME_ZONE)
  return {
    trx,
    shiftDays,
    on,
    at,
    atLatestNow: (date, time) => (at(date, time) < now ? at(date, time) : now),
    idOf: (noun, name) => {
      const key = `${noun} ${name}`
      const id = ids.get(key) ?? randomUUID()
      ids.set(key, id)
      return id
    },
  }
}

import { randomUUID } from 'node:crypto'
import type { Transaction } from '../db/transaction.ts'
import { addDays, type CalendarDate, type ClockTime, instantOf } from '../domain/dates.ts'

/** The day on which the sample's figures are those of the source document: a Tuesday. */
export const SAMPLE_DAY: CalendarDate = '2026-03-03'

export const SAMPLE_TIME_ZONE = 'Asia/Kolkata'

/** What the parts of the sample share while they are written. */
export type SampleContext = {
  trx: Transaction
  shiftDays: number
  /** The day on which a day of the sample falls. */
  on(date: CalendarDate): CalendarDate
  at(date: CalendarDate, time: ClockTime): Date
  /** One id for each thing, the same wherever the sample names it. */
  idOf(noun: string, name: string): string
}

export function sampleContext(trx: Transaction, shiftDays: number): SampleContext {
  const ids = new Map<string, string>()
  const on = (date: CalendarDate) => addDays(date, shiftDays)
  return {
    trx,
    shiftDays,
    on,
    at: (date, time) => instantOf(on(date), time, SAMPLE_TIME_ZONE),
    idOf: (noun, name) => {
      const key = `${noun} ${name}`
      const id = ids.get(key) ?? randomUUID()
      ids.set(key, id)
      return id
    },
  }
}

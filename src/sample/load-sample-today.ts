import { type CalendarDate, localTime } from '../domain/dates.ts'
import type { Clinic } from '../use-cases/clinic.ts'
import { hashPassword } from '../use-cases/passwords.ts'
import { SAMPLE_TIME_ZONE } from './context.ts'
import { loadSampleClinic } from './load-sample.ts'

/** Loads the sample with its day on the clinic's today. Returns that day. */
export async function loadSampleToday(
  clinic: Clinic,
  hash: (password: string) => Promise<string> = hashPassword,
): Promise<CalendarDate> {
  const day = localTime(clinic.clock.now(), SAMPLE_TIME_ZONE).date
  await loadSampleClinic(clinic, { day, hashPassword: hash })
  return day
}

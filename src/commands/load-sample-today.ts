import type { Clinic } from '../domain/clinic.ts'
import { type CalendarDate, localTime } from '../domain/dates.ts'
import { hashPassword } from '../domain/passwords.ts'
import { SAMPLE_TIME_ZONE } from './sample/context.ts'
import { loadSampleClinic } from './sample/load-sample.ts'

/** Loads the sample with its day on the clinic's today. Returns that day. */
export async function loadSampleToday(clinic: Clinic): Promise<CalendarDate> {
  const day = localTime(clinic.clock.now(), SAMPLE_TIME_ZONE).date
  await loadSampleClinic(clinic, { day, hashPassword })
  return day
}

import type { Context } from 'hono'
import { MIN_DURATION_MINS } from '../../domain/appointments.ts'
import { busyWords } from '../../domain/clash-messages.ts'
import { parseTypedTime } from '../../domain/dates.ts'
import { Refusal } from '../../domain/errors.ts'
import { checkTime } from '../../use-cases/free-times.ts'
import type { TimeCheck } from '../../views/appointments/booking-form.tsx'
import type { Env } from '../http/environment.ts'
import { isId } from '../http/forms.ts'
import { parseTreatmentField } from './booking-input.ts'

type Asked = {
  /** The appointment that is moved, whose own time counts as free. */
  id: string | null
  values: Record<string, string>
  date: string | null
}

/** Whether the time in the form is free; null while the form does not say enough to tell. */
export async function checkBookingTime(
  c: Context<Env>,
  { id, values, date }: Asked,
): Promise<TimeCheck | null> {
  const time = parseTypedTime(values.time ?? '')
  if (!date || !time || !isId(values.staff_id ?? '')) return null
  const { treatment, sessionId } = parseTreatmentField(values.treatment)
  if (!treatment && !sessionId) return null
  const mins = Number(values.duration)
  const idIn = (name: string) => (isId(values[name] ?? '') ? (values[name] ?? null) : null)
  try {
    const result = await checkTime(c.var.clinic, c.var.actor, {
      date,
      startTime: time,
      staffId: values.staff_id ?? '',
      supervisorId: idIn('supervisor_id'),
      treatment,
      sessionId,
      roomId: idIn('room_id'),
      customerId: idIn('customer_id'),
      durationMins: Number.isInteger(mins) && mins >= MIN_DURATION_MINS ? mins : null,
      exceptAppointmentId: id ?? undefined,
    })
    return {
      isFree: result.taken === null,
      hasProblems: result.problems.length > 0,
      sentence: sentenceOf(result, time),
      freeTimes: result.freeTimes,
    }
  } catch (error) {
    // A field that is wrong is shown when the form is sent.
    if (error instanceof Refusal) return null
    throw error
  }
}

function sentenceOf(result: Awaited<ReturnType<typeof checkTime>>, time: string): string {
  const span = `${time}–${result.endsAt}`
  const { staff, room, taken } = result
  const free = room ? `${staff} and ${room} are free` : `${staff} is free`
  return [`${taken ? busyWords(taken, result) : free} ${span}.`, ...result.problems].join(' ')
}

import type { Context } from 'hono'
import { Conflict } from '../../domain/errors.ts'
import { type Booked, bookAppointment } from '../../use-cases/appointments.ts'
import { checkTime } from '../../use-cases/free-times.ts'
import type { BookingInput } from '../../use-cases/prepare-booking.ts'
import type { Env } from '../http/environment.ts'
import { loadChoices } from './choices.ts'

/** Another desk may take the person first; then the next one who is free is tried. */
const ATTEMPTS = 4

/** Books with the member of staff asked for, or with anybody (null) who is free at that time. */
export async function bookWithAnybody(
  c: Context<Env>,
  input: Omit<BookingInput, 'staffId'> & { staffId: string | null },
): Promise<Booked> {
  const { clinic, actor } = c.var
  const { staffId } = input
  if (staffId !== null) return bookAppointment(clinic, actor, { ...input, staffId })
  const customerId = 'id' in input.customer ? input.customer.id : null
  for (let attempt = 1; ; attempt++) {
    const found = await checkTime(clinic, actor, { ...input, staffId: null, customerId })
    try {
      return await bookAppointment(clinic, actor, { ...input, staffId: found.staffId })
    } catch (error) {
      if (!(error instanceof Conflict) || error.code !== 'time_taken') throw error
      if (found.takenBy) {
        throw new Conflict('time_taken', found.takenBy, { free_times: found.freeTimes })
      }
      if (attempt === ATTEMPTS) throw error
    }
  }
}

/** For the toast: who was found, and that a walk-in has arrived. Empty for an ordinary booking. */
export async function bookedNote(
  c: Context<Env>,
  input: Pick<BookingInput, 'isWalkIn' | 'startTime'> & { staffId: string | null },
  booked: Booked,
): Promise<string> {
  if (input.staffId !== null && !input.isWalkIn) return ''
  const { everyone } = await loadChoices(c)
  const staff = everyone.find(({ id }) => id === booked.staffId)?.called ?? ''
  if (!input.isWalkIn) return ` With ${staff}.`
  const isLater = booked.startTime > c.var.timeNow
  return isLater ? ` Waiting for ${staff}.` : ` Arrived, with ${staff}.`
}

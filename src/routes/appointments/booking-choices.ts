import type { Context } from 'hono'
import { may } from '../../domain/access.ts'
import { formatDay } from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import { nextToBookOf } from '../../domain/packages.ts'
import { seatsOf } from '../../domain/staff.ts'
import type { BookingChoices } from '../../views/appointments/booking-fields.tsx'
import type { Env } from '../http/environment.ts'
import type { BookingValues } from './booking-proposal.ts'
import type { loadChoices } from './choices.ts'
import type { loadActivePackages } from './due-sessions.ts'

export type Offered = {
  choices: Awaited<ReturnType<typeof loadChoices>>
  /** The customer's active packages. */
  packages: Awaited<ReturnType<typeof loadActivePackages>>
}

/** The options of the form's selects. `id` is the appointment to move, null for a new one. */
export function choicesOf(
  c: Context<Env>,
  { id, values, choices, packages }: Offered & { id: string | null; values: BookingValues },
): BookingChoices {
  const { everyone, staff, rooms, treatments } = choices
  const supervisors = everyone.filter((each) => seatsOf(each) > 0)
  const sessions = packages.flatMap((course) => pendingSessions(c, course))
  const isElsewhere = ({ appointmentId }: { appointmentId: string | null }) =>
    appointmentId !== null && appointmentId !== id
  return {
    treatments: treatmentOptions(c, treatments),
    sessions: sessions
      .filter((session) => !isElsewhere(session))
      .toSorted((a, b) => Number(b.isNext) - Number(a.isNext)),
    booked: sessions.filter(isElsewhere).map(({ appointmentId, words, at }) => ({
      appointmentId: appointmentId ?? '',
      words: `Session ${words} is booked ${at}.`,
    })),
    staff: withChosen(staff, everyone, values.staff_id),
    supervisors: withChosen(supervisors, everyone, values.supervisor_id),
    rooms,
  }
}

/** Treatments with their prices; without them for a role that sees no bills. */
export function treatmentOptions(c: Context<Env>, treatments: Offered['choices']['treatments']) {
  const seesMoney = may(c.var.actor, 'billing.view')
  return treatments.map(({ id, name, pricePaise }) => ({
    id,
    label: seesMoney ? `${name} · ${formatMoney(pricePaise)}` : name,
  }))
}

function pendingSessions(c: Context<Env>, course: Offered['packages'][number]) {
  const next = nextToBookOf(course.sessions)
  return course.sessions
    .filter((session) => session.status === 'pending')
    .map((session) => ({ ...session, words: `${session.number} of ${course.sessionCount}` }))
    .map((session) => ({
      id: session.id,
      words: session.words,
      label: `${course.planName} · session ${session.words}`,
      isNext: session.id === next?.id,
      appointmentId: session.appointmentId,
      at: session.bookedDate
        ? `${formatDay(session.bookedDate, c.var.today)} ${session.bookedTime}`
        : '',
    }))
}

/**
 * The choices with the person who is chosen now, even if nothing new can be booked with them: the
 * browser would select someone else in their place.
 */
function withChosen<P extends { id: string }>(choices: P[], everyone: P[], id?: string): P[] {
  if (choices.some((each) => each.id === id)) return choices
  return [...choices, ...everyone.filter((each) => each.id === id)]
}

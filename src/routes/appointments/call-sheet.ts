import type { Context } from 'hono'
import type { Appointment } from '../../db/appointments.ts'
import type { listLastContacts } from '../../db/calls.ts'
import { nextToCall } from '../../domain/calls.ts'
import { addDays, type CalendarDate, formatDay, localTime } from '../../domain/dates.ts'
import type { CallSheetData } from '../../views/appointments/call.ts'
import type { Env } from '../http/environment.ts'
import { visitMapper } from './visit-view.ts'

type Sources = {
  /** All appointments of the day. */
  rows: Appointment[]
  contacts: Awaited<ReturnType<typeof listLastContacts>>
  /** The balance due by customer. Null for a role that sees no bills. */
  dues: ReadonlyMap<string, number> | null
}

/** The customers of a day who have not confirmed, each with what the caller needs to know. */
export function callSheetOf(c: Context<Env>, { rows, contacts, dues }: Sources): CallSheetData {
  const { settings, today } = c.var
  const toVisit = visitMapper(c)
  const visits = rows
    .filter(({ status }) => status === 'scheduled')
    .map((row) => ({ ...toVisit(row), contactedAt: contacts.get(row.id)?.at ?? null }))
  const next = nextToCall(visits)
  const calls = visits.map(({ contactedAt, ...visit }) => {
    const contact = contacts.get(visit.id)
    const at = contactedAt && localTime(contactedAt, settings.timeZone)
    return {
      ...visit,
      duePaise: dues?.get(visit.customerId) ?? null,
      lastContact:
        contact && at
          ? {
              how: contact.how,
              who: contact.who,
              day: at.date === today ? null : formatDay(at.date, today),
              time: at.time,
            }
          : null,
      isNext: visit.id === next?.id,
    }
  })
  return { calls, total: rows.filter(({ status }) => status !== 'cancelled').length }
}

/** `tomorrow`, or the day as `Fri 6 Mar`. */
export function dayNameOf(c: Context<Env>, date: CalendarDate): string {
  const { today } = c.var
  return date === addDays(today, 1) ? 'tomorrow' : formatDay(date, today)
}

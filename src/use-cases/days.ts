import * as notices from '../db/notices.ts'
import { type Actor, authorize } from '../domain/access.ts'
import type { CalendarDate } from '../domain/dates.ts'
import type { Clinic } from './clinic.ts'

/** Tells the open pages of the actor's branch that a new day has begun. It is safe to call twice. */
export async function announceDay(clinic: Clinic, actor: Actor, date: CalendarDate): Promise<void> {
  authorize(actor, 'day.announce')
  await clinic.transaction(actor, (trx) =>
    notices.notifyNewDay(trx, { branchId: actor.branchId, date }),
  )
}

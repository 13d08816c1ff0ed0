import type { Context } from 'hono'
import { listCustomerFacts } from '../../db/customer-facts.ts'
import { may } from '../../domain/access.ts'
import { localTime } from '../../domain/dates.ts'
import type { FoundCustomer } from '../../views/find/find-customer.tsx'
import type { Env } from '../http/environment.ts'

type Found = { id: string; name: string; phone: string }

/** The customers that a search has found, each with package, next visit and balance. */
export async function withFacts(c: Context<Env>, found: Found[]): Promise<FoundCustomer[]> {
  const { clinic, actor, settings, today } = c.var
  const facts = await listCustomerFacts(clinic.read(actor), {
    customerIds: found.map(({ id }) => id),
    today,
    withDues: may(actor, 'billing.view'),
  })
  const clockTime = (at: Date | null) => (at ? localTime(at, settings.timeZone).time : null)
  return found.map(({ id, name, phone }) => {
    const {
      nextVisit = null,
      activePackage = null,
      duePaise = null,
    } = facts.find(({ customerId }) => customerId === id) ?? {}
    return {
      id,
      name,
      phone,
      activePackage,
      duePaise,
      nextVisit: nextVisit && {
        ...nextVisit,
        arrivedTime: clockTime(nextVisit.arrivedAt),
        startedTime: clockTime(nextVisit.startedAt),
      },
    }
  })
}

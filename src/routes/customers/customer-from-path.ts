import type { Context } from 'hono'
import { type Customer, findCustomer } from '../../db/customers.ts'
import { seesClinicalNotes } from '../../domain/customers.ts'
import { NotFound } from '../../domain/errors.ts'
import type { Env } from '../http/environment.ts'
import { idParam } from '../http/ids.ts'

/** The customer in the path; throws NotFound if there is none. */
export async function customerFromPath(c: Context<Env>): Promise<Customer> {
  const customer = await findCustomer(c.var.clinic.read(c.var.actor), idParam(c, 'id', 'customer'))
  if (!customer) throw new NotFound('customer')
  return customer
}

export function seesNotes(c: Context<Env>): boolean {
  return seesClinicalNotes(c.var.actor.role, c.var.settings.receptionSeesClinicalNotes)
}

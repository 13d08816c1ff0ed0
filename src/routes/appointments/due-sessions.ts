import type { Context } from 'hono'
import { listEnrollmentsOfCustomer } from '../../db/packages.ts'
import { nextToBookOf } from '../../domain/packages.ts'
import type { Env } from '../http/environment.ts'

type Enrollment = Awaited<ReturnType<typeof listEnrollmentsOfCustomer>>[number]

export type DueSession = { enrollment: Enrollment; next: Enrollment['sessions'][number] }

const loaded = new WeakMap<Context<Env>, ReturnType<typeof load>>()

/** A customer's active packages, loaded once per request. */
export function loadActivePackages(c: Context<Env>, customerId: string) {
  const packages = loaded.get(c) ?? load(c, customerId)
  loaded.set(c, packages)
  return packages
}

async function load(c: Context<Env>, customerId: string): Promise<Enrollment[]> {
  const all = await listEnrollmentsOfCustomer(c.var.clinic.read(c.var.actor), customerId)
  return all.filter((each) => each.status === 'active')
}

/** The next session to book of each active package: the first that is neither done nor booked. */
export async function listDueSessions(c: Context<Env>, customerId: string): Promise<DueSession[]> {
  const packages = await loadActivePackages(c, customerId)
  return packages.flatMap((enrollment) => {
    const next = nextToBookOf(enrollment.sessions)
    return next ? [{ enrollment, next }] : []
  })
}

import type { Context } from 'hono'
import { getChoices } from '../../db/choices.ts'
import { takesAppointments } from '../../domain/staff.ts'
import type { Env } from '../http/environment.ts'

const asked = new WeakMap<Context<Env>, ReturnType<typeof ask>>()

/** What a desk chooses from: asked once for a request, in however many of its parts it stands. */
export function loadChoices(c: Context<Env>): ReturnType<typeof ask> {
  const choices = asked.get(c) ?? ask(c)
  asked.set(c, choices)
  return choices
}

async function ask(c: Context<Env>) {
  const choices = await getChoices(c.var.clinic.read(c.var.actor))
  return { ...choices, staff: choices.everyone.filter(takesAppointments) }
}

import type { Context } from 'hono'
import { getChoices } from '../../db/choices.ts'
import { takesAppointments } from '../../domain/staff.ts'
import type { Env } from '../http/environment.ts'

const loaded = new WeakMap<Context<Env>, ReturnType<typeof load>>()

/** Select options, loaded once per request. */
export function loadChoices(c: Context<Env>): ReturnType<typeof load> {
  const choices = loaded.get(c) ?? load(c)
  loaded.set(c, choices)
  return choices
}

async function load(c: Context<Env>) {
  const choices = await getChoices(c.var.clinic.read(c.var.actor))
  return { ...choices, staff: choices.everyone.filter(takesAppointments) }
}

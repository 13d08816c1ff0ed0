import type { Context } from 'hono'
import { listRooms, listTreatments } from '../db/catalogue.ts'
import { listStaff } from '../db/staff.ts'
import { takesAppointments } from '../domain/bookable.ts'
import type { Env } from './environment.ts'

const asked = new WeakMap<Context<Env>, ReturnType<typeof ask>>()

/** What a desk chooses from: asked once for a request, in however many of its parts it stands. */
export function loadChoices(c: Context<Env>): ReturnType<typeof ask> {
  const choices = asked.get(c) ?? ask(c)
  asked.set(c, choices)
  return choices
}

async function ask(c: Context<Env>) {
  const reader = c.var.clinic.read(c.var.actor)
  const [everyone, rooms, treatments] = await Promise.all([
    listStaff(reader),
    listRooms(reader),
    listTreatments(reader),
  ])
  return { everyone, staff: everyone.filter(takesAppointments), rooms, treatments }
}

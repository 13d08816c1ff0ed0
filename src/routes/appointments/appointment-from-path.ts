import type { Context } from 'hono'
import { findAppointment } from '../../db/appointments.ts'
import { NotFound } from '../../domain/errors.ts'
import type { Env } from '../http/environment.ts'
import { idParam } from '../http/ids.ts'

/** The appointment whose page this is; refuses one that is not there. */
export function appointmentFromPath(c: Context<Env>) {
  return requireAppointment(c, idParam(c, 'id', 'appointment'))
}

export async function requireAppointment(c: Context<Env>, id: string) {
  const appointment = await findAppointment(c.var.clinic.read(c.var.actor), id)
  if (!appointment) throw new NotFound('appointment')
  return appointment
}

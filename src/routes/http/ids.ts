import type { Context } from 'hono'
import { NotFound } from '../../domain/errors.ts'
import type { Env } from './environment.ts'
import { isId } from './forms.ts'

/** An id from the path. Throws NotFound if it is not a UUID. */
export function idParam(c: Context<Env>, name: string, noun: string): string {
  const id = c.req.param(name) ?? ''
  if (!isId(id)) throw new NotFound(noun)
  return id.toLowerCase()
}

import type { Context } from 'hono'
import { NotFound } from '../../domain/errors.ts'
import type { Env } from './environment.ts'
import { isId } from './forms.ts'

/** An id of the address; one that can't be an id is a row that isn't there. */
export function idParam(c: Context<Env>, name: string, noun: string): string {
  const id = c.req.param(name) ?? ''
  if (!isId(id)) throw new NotFound(noun)
  return id.toLowerCase()
}

import type { Context } from 'hono'
import { Conflict, Invalid } from '../../domain/errors.ts'
import type { Env } from './environment.ts'
import { seeOther } from './render.tsx'

/**
 * For a button with nothing typed to lose: if the act is refused, the page at `back` says why, as it
 * is now.
 */
export async function flashRefusal(
  c: Context<Env>,
  back: string,
  act: () => Promise<Response>,
): Promise<Response> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Conflict || error instanceof Invalid)) throw error
    return seeOther(c, back, { text: error.message, tone: 'attention' })
  }
}

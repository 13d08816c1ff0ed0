import type { Context } from 'hono'
import { Conflict, Invalid } from '../../domain/errors.ts'
import type { Env } from './environment.ts'
import { seeOther } from './render.tsx'

/**
 * For a button without typed input. If the action is refused, the page at `back` is loaded again and
 * says why.
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

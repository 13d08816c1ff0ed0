import { Hono } from 'hono'
import { StyleGuide } from '../../views/styleguide.tsx'
import type { Env } from '../http/environment.ts'
import { allow } from '../http/guard.ts'
import { navigationFor } from '../http/navigation.ts'

export const styleguideRoutes = new Hono<Env>()

/** Every component in every state; not mounted in production. */
styleguideRoutes.get('/styleguide', allow('signed-in'), (c) =>
  c.html(
    <StyleGuide assets={c.var.deps.assets} nav={navigationFor(c.var.actor)} actor={c.var.actor} />,
  ),
)

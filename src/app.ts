import { Hono } from 'hono'
import { accessRoutes } from './routes/access/access.tsx'
import { apiRoutes } from './routes/api/api.ts'
import { appointmentRoutes } from './routes/appointments/appointments.tsx'
import { billingRoutes } from './routes/billing/billing.tsx'
import { customerRoutes } from './routes/customers/customers.tsx'
import { dashboardRoutes } from './routes/dashboard/dashboard.tsx'
import { draftRoutes } from './routes/drafts/drafts.ts'
import { eventRoutes } from './routes/events/events.ts'
import { findRoutes } from './routes/find/find.tsx'
import type { AppDeps, Env } from './routes/http/environment.ts'
import { answerError, answerNotFound } from './routes/http/errors.tsx'
import { allow, assertEveryRouteIsGuarded, publicPathsOf } from './routes/http/guard.ts'
import {
  limitBody,
  requestContext,
  sameOriginOnly,
  securityHeaders,
  signedInByCookie,
} from './routes/http/security.ts'
import { inventoryRoutes } from './routes/inventory/inventory.tsx'
import { styleguideRoutes } from './routes/styleguide/styleguide.tsx'

export type { AppDeps } from './routes/http/environment.ts'

/** The whole server without a port: tests call it directly, and the commands listen. */
export function createApp(deps: AppDeps): Hono<Env> {
  const app = new Hono<Env>()
  app.onError(answerError)
  app.notFound(answerNotFound)

  app.use(requestContext(deps))
  app.use(securityHeaders)
  // Before all that reads cookies or limits bodies: the API ignores cookies, and checks the role
  // before it reads the body.
  app.route('/v1', apiRoutes)
  app.use(limitBody)
  app.use(sameOriginOnly)
  app.use(signedInByCookie(publicPathsOf(app)))

  // Before /assets/*, because the style sheets of the papers are below it.
  app.route('/', billingRoutes)
  app.get('/assets/*', allow('public'), (c) => deps.assets.serve(c))
  app.get('/favicon.ico', allow('public'), (c) => deps.assets.favicon(c))

  app.route('/', accessRoutes)
  app.route('/', dashboardRoutes)
  app.route('/', customerRoutes)
  app.route('/', inventoryRoutes)
  app.route('/', findRoutes)
  app.route('/', draftRoutes)
  if (deps.config.environment !== 'production') app.route('/', styleguideRoutes)
  app.route('/', appointmentRoutes)
  app.route('/', eventRoutes)

  assertEveryRouteIsGuarded(app)
  return app
}

import type { Hono, MiddlewareHandler } from 'hono'
import { authorize, type Permission } from '../../domain/access.ts'
import type { Env } from './environment.ts'

type Need = Permission | 'public' | 'signed-in'

const needs = new WeakMap<MiddlewareHandler, Need>()

/**
 * Says what a route needs; it stands first after the path. Who is not signed in never comes as far
 * as a route that is not public.
 */
export function allow(need: Need): MiddlewareHandler<Env> {
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    if (need !== 'public' && need !== 'signed-in') authorize(c.var.actor, need)
    await next()
  }
  needs.set(guard as MiddlewareHandler, need)
  return guard
}

/** What a route needs, by method and path; the paths that need nothing are named `public`. */
export function needsOf(app: Hono<Env>): Map<string, Need> {
  const found = new Map<string, Need>()
  for (const route of app.routes) {
    const need = needs.get(route.handler as MiddlewareHandler)
    if (need) found.set(`${route.method} ${route.path}`, need)
  }
  return found
}

/** Whether everybody may open a path, by the needs of the routes that there are at the first call. */
export function publicPathsOf(app: Hono<Env>): (path: string) => boolean {
  let paths: string[] | null = null
  return (path) => {
    paths ??= [...needsOf(app)]
      .filter(([, need]) => need === 'public')
      .map(([route]) => route.split(' ')[1] ?? '')
    return paths.some((open) =>
      open.endsWith('*') ? path.startsWith(open.slice(0, -1)) : open === path,
    )
  }
}

/** Stops the start when a route says nothing of who may use it. */
export function assertEveryRouteIsGuarded(app: Hono<Env>): void {
  const guarded = needsOf(app)
  const open = app.routes
    // Middleware takes any method below a path; a route that takes any method is one all the same.
    .filter((route) => route.method !== 'ALL' || !route.path.endsWith('*'))
    .map((route) => `${route.method} ${route.path}`)
    .filter((route) => !guarded.has(route))
  if (open.length > 0) throw new Error(`no allow(…) on: ${[...new Set(open)].join(', ')}`)
}

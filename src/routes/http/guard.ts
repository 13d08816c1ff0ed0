import type { Hono, MiddlewareHandler } from 'hono'
import { authorize, type Permission } from '../../domain/access.ts'
import type { Env } from './environment.ts'

type Need = Permission | 'public' | 'signed-in'

const needs = new WeakMap<MiddlewareHandler, Need>()

/**
 * Declares the permission a route requires; must be the first handler. Without a login only routes
 * marked `public` are reached.
 */
export function allow(need: Need): MiddlewareHandler<Env> {
  const guard: MiddlewareHandler<Env> = async (c, next) => {
    if (need !== 'public' && need !== 'signed-in') authorize(c.var.actor, need)
    await next()
  }
  needs.set(guard as MiddlewareHandler, need)
  return guard
}

/** What each route requires, by `METHOD /path`. */
export function needsOf(app: Hono<Env>): Map<string, Need> {
  const found = new Map<string, Need>()
  for (const route of app.routes) {
    const need = needs.get(route.handler as MiddlewareHandler)
    if (need) found.set(`${route.method} ${route.path}`, need)
  }
  return found
}

/** Tells which paths are public. The routes are read at the first call, when all are mounted. */
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

/** Stops the start if a route has no `allow`. */
export function assertEveryRouteIsGuarded(app: Hono<Env>): void {
  const guarded = needsOf(app)
  const open = app.routes
    // `ALL` on a path that ends with * is middleware; on any other path it is a route.
    .filter((route) => route.method !== 'ALL' || !route.path.endsWith('*'))
    .map((route) => `${route.method} ${route.path}`)
    .filter((route) => !guarded.has(route))
  if (open.length > 0) throw new Error(`no allow(…) on: ${[...new Set(open)].join(', ')}`)
}

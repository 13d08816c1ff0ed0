import type { Context } from 'hono'
import type { Env } from './environment.ts'

/** A path of this site; `//evil`, `/.//evil` and other origins become `/`. */
export function ownPath(c: Context<Env>, path: string): string {
  const base = new URL(c.req.url)
  if (!path.startsWith('/') || !URL.canParse(path, base)) return '/'
  const url = new URL(path, base)
  const isOwn = url.origin === base.origin && !url.pathname.startsWith('//')
  return isOwn ? url.pathname + url.search : '/'
}

/**
 * The page that a link or a form was on, by the browser's Referer header, as a path of this site. Its
 * origin is not compared: behind a proxy the server is asked under another one.
 */
export function findReferer(c: Context<Env>): string | null {
  const referer = c.req.header('Referer') ?? ''
  if (!URL.canParse(referer)) return null
  const { pathname, search } = new URL(referer)
  return ownPath(c, pathname + search)
}

/** The same, or the dashboard when it is not known. */
export function refererPath(c: Context<Env>): string {
  return findReferer(c) ?? '/'
}

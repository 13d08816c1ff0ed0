import { constants, gzipSync } from 'node:zlib'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { FlashMessage } from '../../views/components/flash.tsx'
import { Toast } from '../../views/components/flash.tsx'
import type { Hint } from '../../views/components/hint-bar.tsx'
import type { NavKey } from '../../views/components/rail.tsx'
import { mainId, Page, titleOf } from '../../views/layout.tsx'
import type { Env } from './environment.ts'
import { keepFlash, takeFlash } from './flash-cookie.ts'
import { actsFor, navigationFor } from './navigation.ts'
import type { FormState } from './submit-form.ts'

export type View = {
  title: string
  current: NavKey | null
  /** The content of `main`, with the page head. */
  content: () => Child
  /** Parts that htmx may ask for alone, by the id of the element they replace. */
  fragments?: Record<string, () => Child>
  /** The fragment that is the whole page without its frame. The address bar follows it. */
  mainFragment?: string
  hints?: Hint[]
  /** The form on the page: a refused one sets the status and the title's prefix. */
  form?: Pick<FormState, 'issues' | 'status'>
  /** The status of an error page. */
  status?: ContentfulStatusCode
  narrowRail?: boolean
  widgets?: boolean
  /** Shown as a toast unless an earlier form left a message. */
  notice?: FlashMessage
}

/**
 * Answers with a fragment or the whole page. The only reader and writer of `HX-*` headers. Opened
 * directly, the address of a fragment gives the whole page. A fragment that answers a form also sets
 * the page's title, which says if there was an error.
 */
export function render(c: Context<Env>, view: View): Response | Promise<Response> {
  const fragment = fragmentOf(c, view)
  const status = view.form?.status ?? view.status ?? 200
  const hasErrors = view.form !== undefined && view.form.issues.length > 0
  c.header('Vary', 'HX-Request, HX-Target')
  const flash = takeFlash(c) ?? view.notice
  if (fragment) {
    if (targetOf(c) === view.mainFragment) replaceAddress(c)
    return sendHtml(
      c,
      <>
        {(flash || hasErrors) && (
          <title>
            {titleOf({ title: view.title, hasErrors, clinicName: c.var.settings.clinicName })}
          </title>
        )}
        {fragment()}
        {flash && <Toast message={flash} />}
      </>,
      status,
    )
  }
  const { actor, settings, deps } = c.var
  return sendHtml(
    c,
    <Page
      title={view.title}
      clinicName={settings.clinicName}
      actor={actor}
      staffId={actor.staffId}
      nav={navigationFor(actor)}
      current={view.current}
      assets={deps.assets}
      flash={flash}
      narrowRail={view.narrowRail}
      widgets={view.widgets}
      hints={view.hints}
      acts={actsFor(actor)}
      hasErrors={hasErrors}
      shortcutsEnabled={getCookie(c, SHORTCUTS_COOKIE) !== 'off'}
      shortcutsAction="/shortcuts"
    >
      {view.content()}
    </Page>,
    status,
  )
}

/** The part of the page that htmx asks for. A form of the whole page is shown again by its content. */
function fragmentOf(c: Context<Env>, view: View): (() => Child) | undefined {
  const target = targetOf(c) ?? ''
  return view.fragments?.[target] ?? (target === mainId ? view.content : undefined)
}

/** Shows this page's address in the address bar if the form was on another page. */
function replaceAddress(c: Context<Env>): void {
  const before = pageOfRequest(c)?.split('?')[0]
  if (c.req.method !== 'GET' || before === c.req.path) return
  const { pathname, searchParams } = new URL(c.req.url)
  searchParams.delete('focus')
  c.header('HX-Replace-Url', searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname)
}

/**
 * Sends bytes, because the server would encode a string twice: to count it and to write it. The lowest
 * gzip level costs less time than sending the 80 % that it saves. Compression is safe here (BREACH):
 * pages hold no password or login, and form keys are used once.
 */
function sendHtml(c: Context<Env>, html: { toString(): string }, status: View['status'] = 200) {
  const bytes = Buffer.from(html.toString())
  c.header('Content-Type', 'text/html; charset=UTF-8')
  c.header('Vary', 'Accept-Encoding', { append: true })
  if (!/\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '')) return c.body(bytes, status)
  c.header('Content-Encoding', 'gzip')
  return c.body(gzipSync(bytes, { level: constants.Z_BEST_SPEED }), status)
}

export const SHORTCUTS_COOKIE = 'shortcuts'

/**
 * After a save: redirects to the page that shows it, with a message there. htmx follows the redirect
 * and gets the fragment that the form named as its target. After a form that fills the page, the
 * browser loads the next page.
 */
export function seeOther(c: Context<Env>, path: string, flash?: FlashMessage): Response {
  if (flash) keepFlash(c, flash)
  return targetOf(c) === mainId ? redirectPage(c, path) : c.redirect(path, 303)
}

/** The path of the page that made an htmx request; null without htmx. */
export function pageOfRequest(c: Context<Env>): string | null {
  const current = c.req.header('HX-Current-URL')
  if (!current || !URL.canParse(current)) return null
  const { pathname, search } = new URL(current)
  return pathname + search
}

/** Whether a script asks for a part of a page. An address opened in the browser gives a whole page. */
export function isPartRequest(c: Context<Env>): boolean {
  return c.req.header('HX-Request') !== undefined
}

/** Sends the browser to another page, even if only a part of this one was asked for. */
export function redirectPage(c: Context<Env>, path: string): Response {
  c.header('HX-Redirect', path)
  return c.body(null, 204)
}

/** Puts the answer into another element than the one that the request named. */
export function retarget(c: Context<Env>, selector: string): void {
  c.header('HX-Retarget', selector)
  c.header('HX-Reswap', 'innerHTML')
}

/** The id of the element that htmx will replace; null for a whole page. */
export function targetOf(c: Context<Env>): string | null {
  if (!c.req.header('HX-Request') || c.req.header('HX-History-Restore-Request')) return null
  return c.req.header('HX-Target')?.replace(/^[^#]*#/, '') ?? null
}

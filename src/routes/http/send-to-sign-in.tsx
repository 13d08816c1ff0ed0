import type { Context } from 'hono'
import { SignInAgain } from '../../views/access/sign-in-again.tsx'
import { SignInPage } from '../../views/access/sign-in-page.tsx'
import { signInAgainId } from '../../views/layout.tsx'
import { draftFields, isFormAddress } from './drafts.ts'
import type { Env } from './environment.ts'
import { refererPath } from './own-path.ts'
import { isPartRequest, retarget } from './render.tsx'

/**
 * Answers a request without a login, and keeps what was typed. A page redirects to the sign-in and
 * back. A part of a page gets the sign-in as a dialog over the page. A form that was sent as a page gets
 * a sign-in page that holds its fields; after signing in they are a draft of that form.
 */
export async function sendToSignIn(c: Context<Env>): Promise<Response> {
  if (isPartRequest(c)) {
    retarget(c, `#${signInAgainId}`)
    return c.html(<SignInAgain email="" issues={[]} />, 401)
  }
  const isRead = ['GET', 'HEAD'].includes(c.req.method)
  const kept = isRead ? null : await keptForm(c)
  if (kept) {
    const { assets } = c.var.deps
    return c.html(<SignInPage email="" hidden={kept} keepsForm issues={[]} assets={assets} />, 401)
  }
  const page = isRead ? pathAndQuery(c) : refererPath(c)
  return c.redirect(page === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(page)}`, 303)
}

/** The fields of a form that keeps a draft; null for any other. */
async function keptForm(c: Context<Env>): Promise<Record<string, string> | null> {
  const typed = new URLSearchParams(await c.req.text())
  const form = typed.get('draft_form') ?? ''
  return isFormAddress(form) ? { kept_form: form, kept_fields: draftFields(typed) } : null
}

function pathAndQuery(c: Context<Env>): string {
  const { pathname, search } = new URL(c.req.url)
  return pathname + search
}

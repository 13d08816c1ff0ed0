import type { Context } from 'hono'
import { setCookie } from 'hono/cookie'
import type { Actor } from '../../domain/access.ts'
import { findSignedIn, signIn } from '../../use-cases/logins.ts'
import type { Env } from '../http/environment.ts'
import { LOGIN_COOKIE } from '../http/security.ts'

/** Signs in and sets the login's cookie. Returns who is signed in. */
export async function startLogin(
  c: Context<Env>,
  form: { email: string; password: string },
): Promise<Actor> {
  const { token, expiresAt } = await signIn(c.var.clinic, c.var.request, {
    email: form.email,
    password: form.password,
    userAgent: c.req.header('User-Agent') ?? null,
  })
  setCookie(c, LOGIN_COOKIE, token, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    expires: expiresAt,
    secure: c.var.deps.config.publicUrl?.startsWith('https:') ?? false,
  })
  const signedIn = await findSignedIn(c.var.clinic, token, c.var.request)
  if (!signedIn) throw new Error('the new login is not found')
  return signedIn.actor
}

import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import { z } from 'zod'
import { hasStaff } from '../../db/logins.ts'
import { signOut, signOutEverywhere } from '../../use-cases/logins.ts'
import { SignInPage } from '../../views/access/sign-in-page.tsx'
import type { Env } from '../http/environment.ts'
import { parse, readForm, textOf } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { LOGIN_COOKIE } from '../http/security.ts'
import { emptyForm, type FormFields, type FormState, submitForm } from '../http/submit-form.ts'
import { ownPath } from './own-path.ts'
import { startLogin } from './start-login.ts'

export const signInRoutes = new Hono<Env>()

const SignInForm = z.object({
  email: z.string().max(200, 'This e-mail is too long.').default(''),
  password: z.string().max(500, 'This password is too long.').default(''),
})

/** A failed sign-in is shown at the e-mail, without saying which of the two fields is wrong. */
const SIGN_IN_FIELDS: FormFields = { paths: { '': 'email' } }

signInRoutes.get('/sign-in', allow('public'), async (c) => {
  if (c.var.actor) return c.redirect('/', 303)
  if (!(await hasStaff(c.var.clinic.unscoped))) return c.redirect('/setup', 303)
  return showSignIn(c, emptyForm({ next: c.req.query('next') ?? '' }))
})

signInRoutes.post('/sign-in', allow('public'), (c) =>
  submitForm(c, {
    fields: SIGN_IN_FIELDS,
    save: async (typed) => {
      await startLogin(c, parse(SignInForm, typed))
      return c.redirect(ownPath(c, textOf(typed, 'next')), 303)
    },
    show: (form) => showSignIn(c, form),
  }),
)

function showSignIn(c: Context<Env>, { values, issues, status }: FormState) {
  const { email = '', next = '' } = values
  const { assets } = c.var.deps
  return c.html(<SignInPage email={email} next={next} issues={issues} assets={assets} />, status)
}

signInRoutes.post('/sign-out', allow('signed-in'), async (c) => {
  const values = await readForm(c)
  const token = getCookie(c, LOGIN_COOKIE)
  if (textOf(values, 'everywhere')) await signOutEverywhere(c.var.clinic, c.var.actor)
  else if (token) await signOut(c.var.clinic, c.var.actor, token)
  deleteCookie(c, LOGIN_COOKIE, { path: '/' })
  c.header('Clear-Site-Data', '"cache", "storage"')
  return c.redirect('/sign-in', 303)
})

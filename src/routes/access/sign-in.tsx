import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'
import { z } from 'zod'
import { hasStaff } from '../../db/logins.ts'
import { findClinicName } from '../../db/settings.ts'
import type { Actor } from '../../domain/access.ts'
import { saveDraft } from '../../use-cases/drafts.ts'
import { signOut, signOutEverywhere } from '../../use-cases/logins.ts'
import { SignInAgain } from '../../views/access/sign-in-again.tsx'
import { SignInPage } from '../../views/access/sign-in-page.tsx'
import { Toast } from '../../views/components/flash.tsx'
import { isFormAddress } from '../http/drafts.ts'
import type { Env } from '../http/environment.ts'
import { parse, readForm, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { ownPath } from '../http/own-path.ts'
import { isPartRequest, redirectPage } from '../http/render.tsx'
import { LOGIN_COOKIE } from '../http/security.ts'
import { emptyForm, type FormFields, type FormState, submitForm } from '../http/submit-form.ts'
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
      const actor = await startLogin(c, parse(SignInForm, typed))
      if (isPartRequest(c)) return resume(c, textOf(typed, 'was') === actor.staffId)
      return c.redirect(
        (await keptDraft(c, actor, typed)) ?? ownPath(c, textOf(typed, 'next')),
        303,
      )
    },
    show: (form) => showSignIn(c, form),
  }),
)

/** Closes the dialog over a page that this person had open; another person starts at the dashboard. */
function resume(c: Context<Env>, isSamePerson: boolean): Response | Promise<Response> {
  if (!isSamePerson) return redirectPage(c, '/')
  // htmx leaves the dialog where it is if there is nothing to put in its place.
  return c.html(
    <>
      <span hidden />
      <Toast message={{ text: 'Signed in. Save again.' }} />
    </>,
  )
}

/** The address of the form that was sent without a login, with what was typed as its draft. */
async function keptDraft(c: Context<Env>, actor: Actor, typed: Values): Promise<string | null> {
  const form = textOf(typed, 'kept_form')
  if (!isFormAddress(form)) return null
  const draft = { id: null, form, fields: textOf(typed, 'kept_fields') }
  const { id } = await saveDraft(c.var.clinic, actor, draft)
  return `${form}?draft=${id}`
}

/** Hidden fields of the sign-in form: where to go afterwards, and a form to return to. */
const CARRIED = ['next', 'kept_form', 'kept_fields']

async function showSignIn(c: Context<Env>, { values, issues, status }: FormState) {
  const { email = '' } = values
  if (isPartRequest(c)) return c.html(<SignInAgain email={email} issues={issues} />, status)
  const hidden = Object.fromEntries(CARRIED.map((name) => [name, values[name] ?? '']))
  const clinicName = await findClinicName(c.var.clinic.unscoped)
  const page = { email, hidden, issues, clinicName, keepsForm: hidden.kept_form !== '' }
  return c.html(<SignInPage {...page} assets={c.var.deps.assets} />, status)
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

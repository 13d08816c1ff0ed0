import { timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { hasStaff } from '../../db/logins.ts'
import { isMigrated } from '../../db/migrate.ts'
import { Conflict, invalid, Unavailable } from '../../domain/errors.ts'
import { STATES } from '../../domain/gst.ts'
import { SLOT_LENGTHS } from '../../domain/slots.ts'
import { MIGRATIONS_DIR } from '../../project.ts'
import { signIn, signOut, signOutEverywhere } from '../../use-cases/logins.ts'
import { assertNotSetUp, setUpClinic } from '../../use-cases/setup.ts'
import { SetupPage } from '../../views/access/setup-page.tsx'
import { SignInPage } from '../../views/access/sign-in-page.tsx'
import { YouPage } from '../../views/access/you-page.tsx'
import type { Env } from '../http/environment.ts'
import { line, optional, required, typedPhone, typedTime } from '../http/fields.ts'
import { digest, parse, readForm, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { render, SHORTCUTS_COOKIE, seeOther } from '../http/render.tsx'
import { LOGIN_COOKIE } from '../http/security.ts'
import { emptyForm, type FormFields, type FormState, submitForm } from '../http/submit-form.ts'

export const accessRoutes = new Hono<Env>()

const SignInForm = z.object({
  email: z.string().max(200, 'This e-mail is too long.').default(''),
  password: z.string().max(500, 'This password is too long.').default(''),
})

/** What is wrong with a sign-in is told at the e-mail: it must not say which of the two it is. */
const SIGN_IN_FIELDS: FormFields = { paths: { '': 'email' } }

accessRoutes.get('/sign-in', allow('public'), async (c) => {
  if (c.var.actor) return c.redirect('/', 303)
  if (!(await hasStaff(c.var.clinic.unscoped))) return c.redirect('/setup', 303)
  return showSignIn(c, emptyForm({ next: c.req.query('next') ?? '' }))
})

accessRoutes.post('/sign-in', allow('public'), (c) =>
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

accessRoutes.get('/you', allow('signed-in'), (c) => {
  const { name, role } = c.var.actor
  return render(c, {
    title: name,
    current: null,
    content: () => <YouPage name={name} role={role} />,
  })
})

accessRoutes.post('/sign-out', allow('signed-in'), async (c) => {
  const values = await readForm(c)
  const token = getCookie(c, LOGIN_COOKIE)
  if (textOf(values, 'everywhere')) await signOutEverywhere(c.var.clinic, c.var.actor)
  else if (token) await signOut(c.var.clinic, c.var.actor, token)
  deleteCookie(c, LOGIN_COOKIE, { path: '/' })
  c.header('Clear-Site-Data', '"cache", "storage"')
  return c.redirect('/sign-in', 303)
})

/** Single-key shortcuts can be turned off per browser (WCAG 2.1.4). */
accessRoutes.post('/shortcuts', allow('signed-in'), async (c) => {
  const values = await readForm(c)
  const isOn = textOf(values, 'shortcuts') === 'on'
  setCookie(c, SHORTCUTS_COOKIE, isOn ? 'on' : 'off', {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: 400 * 24 * 3600,
  })
  return seeOther(c, refererPath(c), {
    text: isOn ? 'Single-key shortcuts are on.' : 'Single-key shortcuts are off.',
  })
})

const SetupForm = z.object({
  clinic_name: required(100, 'Enter the clinic’s name.'),
  address: required(300, 'Enter the address.'),
  phone: optional(typedPhone),
  state_code: z.string().refine((code) => STATES.has(code), 'Choose the State.'),
  gstin: optional(line(20)),
  opens: typedTime,
  closes: typedTime,
  slot_mins: z.enum(SLOT_LENGTHS.map(String), 'Choose a slot length.').transform(Number),
  name: required(100, 'Enter the admin’s name.'),
  email: z.email('An e-mail address like name@clinic.in.').max(100),
  password: z.string().min(1, 'Choose a password.'),
})

const SETUP_DEFAULTS = { opens: '09:00', closes: '19:00', slot_mins: '30', state_code: '29' }

accessRoutes.get('/setup', allow('public'), async (c) => {
  await assertNotSetUp(c.var.clinic)
  return showSetup(c, emptyForm(SETUP_DEFAULTS))
})

accessRoutes.post('/setup', allow('public'), async (c) => {
  await assertNotSetUp(c.var.clinic)
  return submitForm(c, {
    save: async (typed) => {
      assertSetupCode(c, typed, 'code')
      const form = parse(SetupForm, typed)
      await setUpClinic(c.var.clinic, c.var.request, {
        clinicName: form.clinic_name,
        address: form.address,
        phone: form.phone,
        stateCode: form.state_code,
        gstin: form.gstin,
        opens: form.opens,
        closes: form.closes,
        slotMins: form.slot_mins,
        admin: form,
      })
      await startLogin(c, form)
      return seeOther(c, '/', { text: 'The clinic is set up.' })
    },
    show: (form) => showSetup(c, form),
  })
})

accessRoutes.post('/setup/sample', allow('public'), async (c) => {
  await assertNotSetUp(c.var.clinic)
  return submitForm(c, {
    save: async (typed) => {
      assertSetupCode(c, typed, 'sample_code')
      await c.var.deps.loadSample()
      return c.redirect('/sign-in', 303)
    },
    show: (form) => showSetup(c, form),
  })
})

function showSetup(c: Context<Env>, { values, issues, status }: FormState) {
  const { password: _, ...shown } = values
  const { assets } = c.var.deps
  return c.html(<SetupPage values={shown} issues={issues} assets={assets} />, status)
}

accessRoutes.get('/healthz', allow('public'), (c) => c.text('ok'))

accessRoutes.get('/readyz', allow('public'), async (c) => {
  const { database } = c.var.deps
  if (await isMigrated(database, MIGRATIONS_DIR)) return c.text('ready')
  throw new Unavailable('The database is not migrated yet.')
})

/** Only someone who can read the server's output may set up the clinic. */
function assertSetupCode(c: Context<Env>, values: Values, path: string): void {
  const { setupCode } = c.var.deps
  if (!setupCode) throw new Conflict('set_up', 'This clinic is set up already.')
  const typed = Buffer.from(digest(textOf(values, path).trim().toUpperCase()))
  if (!timingSafeEqual(typed, Buffer.from(digest(setupCode)))) {
    throw invalid(path, 'This is not the code that the server printed.')
  }
}

async function startLogin(
  c: Context<Env>,
  form: { email: string; password: string },
): Promise<void> {
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
}

/** The page that the form was on, by the browser's Referer header. */
function refererPath(c: Context<Env>): string {
  const referer = c.req.header('Referer') ?? ''
  if (!URL.canParse(referer)) return '/'
  const { pathname, search } = new URL(referer)
  return ownPath(c, pathname + search)
}

/** A path of this site; `//evil`, `/.//evil` and other origins become `/`. */
function ownPath(c: Context<Env>, path: string): string {
  const base = new URL(c.req.url)
  if (!path.startsWith('/') || !URL.canParse(path, base)) return '/'
  const url = new URL(path, base)
  const isOwn = url.origin === base.origin && !url.pathname.startsWith('//')
  return isOwn ? url.pathname + url.search : '/'
}

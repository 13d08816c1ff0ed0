import { timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { hasStaff } from '../../db/logins.ts'
import { isMigrated } from '../../db/migrate.ts'
import { Conflict, invalid, TooMany, Unavailable } from '../../domain/errors.ts'
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
import { digest, orAgain, parse, readForm, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { render, SHORTCUTS_COOKIE, seeOther } from '../http/render.tsx'
import { LOGIN_COOKIE } from '../http/security.ts'

export const accessRoutes = new Hono<Env>()

const SignInForm = z.object({
  email: z.string().max(200, 'This e-mail is too long.').default(''),
  password: z.string().max(500, 'This password is too long.').default(''),
})

accessRoutes.get('/sign-in', allow('public'), async (c) => {
  if (c.var.actor) return c.redirect('/', 303)
  if (!(await hasStaff(c.var.clinic.unscoped))) return c.redirect('/setup', 303)
  return c.html(
    <SignInPage email="" next={c.req.query('next') ?? ''} issues={[]} assets={c.var.deps.assets} />,
  )
})

accessRoutes.post('/sign-in', allow('public'), async (c) => {
  const values = await readForm(c)
  return orAgain(
    async () => {
      const form = parse(SignInForm, values)
      await startLogin(c, form)
      return c.redirect(ownPath(c, textOf(values, 'next')), 303)
    },
    (issues) =>
      c.html(
        <SignInPage
          email={textOf(values, 'email')}
          next={textOf(values, 'next')}
          issues={issues}
          assets={c.var.deps.assets}
        />,
        422,
      ),
  ).catch((error: unknown) => {
    if (!(error instanceof TooMany)) throw error
    c.header('Retry-After', String(error.retryAfterSecs))
    const issues = [{ path: 'email', message: error.message }]
    return c.html(
      <SignInPage
        email={textOf(values, 'email')}
        next=""
        issues={issues}
        assets={c.var.deps.assets}
      />,
      429,
    )
  })
})

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

/** Single-key shortcuts can be turned off on a browser (WCAG 2.1.4). */
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
  return c.html(<SetupPage values={SETUP_DEFAULTS} issues={[]} assets={c.var.deps.assets} />)
})

accessRoutes.post('/setup', allow('public'), async (c) => {
  await assertNotSetUp(c.var.clinic)
  const values = await readForm(c)
  return orAgain(
    async () => {
      assertSetupCode(c, values, 'code')
      const form = parse(SetupForm, values)
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
    (issues) => setupAgain(c, values, issues),
  )
})

accessRoutes.post('/setup/sample', allow('public'), async (c) => {
  await assertNotSetUp(c.var.clinic)
  const values = await readForm(c)
  return orAgain(
    async () => {
      assertSetupCode(c, values, 'sample_code')
      await c.var.deps.loadSample()
      return c.redirect('/sign-in', 303)
    },
    (issues) => setupAgain(c, values, issues),
  )
})

accessRoutes.get('/healthz', allow('public'), (c) => c.text('ok'))

accessRoutes.get('/readyz', allow('public'), async (c) => {
  const { database } = c.var.deps
  if (await isMigrated(database, MIGRATIONS_DIR)) return c.text('ready')
  throw new Unavailable('The database is not migrated yet.')
})

function setupAgain(c: Context<Env>, values: Values, issues: { path: string; message: string }[]) {
  const typed = Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => typeof value === 'string' && name !== 'password',
    ),
  ) as Record<string, string>
  return c.html(<SetupPage values={typed} issues={issues} assets={c.var.deps.assets} />, 422)
}

/** Only who can read the server's own window may set it up. */
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

/** The page that a form stood on, when the browser says so. */
function refererPath(c: Context<Env>): string {
  const referer = c.req.header('Referer') ?? ''
  if (!URL.canParse(referer)) return '/'
  const { pathname, search } = new URL(referer)
  return ownPath(c, pathname + search)
}

/** A path of our own, whatever was asked for: `//evil`, `/.//evil` and other origins lead home. */
function ownPath(c: Context<Env>, path: string): string {
  const base = new URL(c.req.url)
  if (!path.startsWith('/') || !URL.canParse(path, base)) return '/'
  const url = new URL(path, base)
  const isOwn = url.origin === base.origin && !url.pathname.startsWith('//')
  return isOwn ? url.pathname + url.search : '/'
}

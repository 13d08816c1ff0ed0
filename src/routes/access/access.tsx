import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { isMigrated } from '../../db/migrate.ts'
import { Unavailable } from '../../domain/errors.ts'
import { MIGRATIONS_DIR } from '../../project.ts'
import { YouPage } from '../../views/access/you-page.tsx'
import type { Env } from '../http/environment.ts'
import { readForm, textOf } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { refererPath } from '../http/own-path.ts'
import { render, SHORTCUTS_COOKIE, seeOther } from '../http/render.tsx'
import { setupRoutes } from './setup.tsx'
import { signInRoutes } from './sign-in.tsx'

export const accessRoutes = new Hono<Env>()

accessRoutes.route('/', signInRoutes)
accessRoutes.route('/', setupRoutes)

accessRoutes.get('/you', allow('signed-in'), (c) => {
  const { name, role } = c.var.actor
  return render(c, {
    title: name,
    current: null,
    content: () => <YouPage name={name} role={role} />,
  })
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

accessRoutes.get('/healthz', allow('public'), (c) => c.text('ok'))

accessRoutes.get('/readyz', allow('public'), async (c) => {
  const { database } = c.var.deps
  if (await isMigrated(database, MIGRATIONS_DIR)) return c.text('ready')
  throw new Unavailable('The database is not migrated yet.')
})

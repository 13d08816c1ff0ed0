import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../../src/domain/access.ts'
import type { Env } from '../../../src/routes/http/environment.ts'
import { allow, assertEveryRouteIsGuarded, needsOf } from '../../../src/routes/http/guard.ts'
import { Browser, ORIGIN, useApp } from '../../support/app.ts'
import {
  clockAt,
  countRows,
  makeBranch,
  ROLES,
  type TestBranch,
  TODAY,
} from '../../support/factories.ts'
import { hashQuickly } from '../../support/passwords.ts'
import { loginAs } from '../../support/sign-in.ts'

const ALL = 'admin doctor receptionist therapist'
const NOT_THERAPISTS = 'admin doctor receptionist'
const DESK = 'admin receptionist'
const ADMIN = 'admin'
/** Open to anybody, before anyone has signed in. */
const PUBLIC = 'public'

/**
 * Who may call what, written out by hand from PRODUCT's table: a new route needs a row here, and a
 * row needs its route.
 */
const TABLE: Record<string, string> = {
  'GET /assets/*': PUBLIC,
  'GET /assets/paper/a4.css': PUBLIC,
  'GET /assets/paper/a5.css': PUBLIC,
  'GET /assets/paper/receipt.css': PUBLIC,
  'GET /assets/paper/preview.css': PUBLIC,
  'GET /favicon.ico': PUBLIC,
  'GET /events': ALL,
  'GET /appointments/to-confirm': ALL,
  'GET /appointments/waiting': ALL,
  'POST /appointments/waiting': ALL,
  'POST /appointments/waiting/:id/end': ALL,
  'GET /appointments/leave': ALL,
  'POST /appointments/leave': ALL,
  'GET /appointments/leave/:id': ALL,
  'POST /appointments/leave/:id/moves': ALL,
  'POST /appointments/leave/:id/end': ALL,
  'POST /appointments/:id/place': ALL,
  'POST /appointments/acts/:act/undo': ALL,
  'GET /customers/:id/packages/:enrollment_id/course': ALL,
  'POST /customers/:id/packages/:enrollment_id/course': ALL,
  'GET /healthz': PUBLIC,
  'GET /readyz': PUBLIC,
  'GET /sign-in': PUBLIC,
  'POST /sign-in': PUBLIC,
  'GET /setup': PUBLIC,
  'POST /setup': PUBLIC,
  'POST /setup/sample': PUBLIC,

  'GET /': ALL,
  'GET /find': ALL,
  'GET /styleguide': ALL,
  'POST /drafts': ALL,
  'POST /drafts/:id/removal': ALL,
  'POST /shortcuts': ALL,
  'POST /sign-out': ALL,
  'GET /you': ALL,

  'GET /appointments': ALL,
  'GET /appointments/new': ALL,
  'GET /appointments/:id': ALL,
  'GET /appointments/:id/edit': ALL,
  'POST /appointments': ALL,
  'POST /appointments/:id': ALL,
  'POST /appointments/:id/steps': ALL,
  'POST /appointments/:id/messages': ALL,
  'GET /appointments/:id/close': ALL,
  'POST /appointments/:id/close': ALL,
  'GET /appointments/:id/close/draft': ALL,
  'POST /appointments/:id/close/draft': ALL,
  'POST /appointments/:id/close/messages': ALL,
  'POST /appointments/:id/calls': ALL,

  'GET /customers': ALL,
  'GET /customers/options': ALL,
  'GET /customers/:id': ALL,
  'GET /customers/new': NOT_THERAPISTS,
  'GET /customers/:id/edit': NOT_THERAPISTS,
  'POST /customers': NOT_THERAPISTS,
  'POST /customers/:id': NOT_THERAPISTS,
  'POST /customers/:id/sessions/:session_id/completion': ALL,
  'POST /customers/:id/sessions/:session_id/completion/undo': ALL,
  'POST /customers/:id/sessions/:session_id/messages': ALL,

  'GET /inventory/:id/stock-in': ADMIN,
  'POST /inventory/:id/stock-in': ADMIN,

  'GET /billing': NOT_THERAPISTS,
  'GET /billing/:id': NOT_THERAPISTS,
  'GET /billing/:id/print': NOT_THERAPISTS,
  'GET /billing/:id/invoice.pdf': NOT_THERAPISTS,
  'GET /billing/:id/messages': NOT_THERAPISTS,
  'GET /billing/:id/payments': NOT_THERAPISTS,
  'POST /billing/:id/messages': NOT_THERAPISTS,
  'GET /billing/new': DESK,
  'GET /billing/items': DESK,
  'GET /billing/new/totals': DESK,
  'GET /billing/new/lines': DESK,
  'POST /billing/new/totals': DESK,
  'POST /billing/new/lines': DESK,
  'POST /billing': DESK,
  'POST /billing/:id/payments': DESK,

  'POST /v1/auth/token': PUBLIC,
  'POST /v1/auth/refresh': PUBLIC,
  'POST /v1/auth/revoke': PUBLIC,
  'GET /v1/openapi.json': PUBLIC,
  'GET /v1/docs': PUBLIC,
  'GET /v1/staff': ALL,
  'GET /v1/rooms': ALL,
  'GET /v1/treatments': ALL,
  'GET /v1/customers': ALL,
  'GET /v1/customers/:id': ALL,
  'POST /v1/customers': NOT_THERAPISTS,
  'PATCH /v1/customers/:id': NOT_THERAPISTS,
  'GET /v1/appointments': ALL,
  'GET /v1/appointments/free': ALL,
  'GET /v1/leave': ALL,
  'GET /v1/leave/:id/affected': ALL,
  'POST /v1/leave/:id/moves': ALL,
  'POST /v1/appointments': ALL,
  'PATCH /v1/appointments/:id': ALL,
  'PATCH /v1/appointments/:id/status': ALL,
  'GET /v1/packages/enrollments/:id': ALL,
  'PATCH /v1/packages/sessions/:id/complete': ALL,
  'POST /v1/inventory/stock-in': ADMIN,
  'GET /v1/billing': NOT_THERAPISTS,
  'GET /v1/billing/:id': NOT_THERAPISTS,
  'GET /v1/billing/:id/invoice.pdf': NOT_THERAPISTS,
  'POST /v1/billing': DESK,
  'POST /v1/billing/:id/payments': DESK,
}

const PASSWORD = 'monsoon tea garden'
const test = useApp({
  clock: clockAt(TODAY, '12:00'),
  config: { chromePath: '/no/such/browser' },
})
let branch: TestBranch
const browsers = new Map<Role, Browser>()
const tokens = new Map<Role, string>()

beforeAll(async () => {
  const passwordHash = await hashQuickly(PASSWORD)
  branch = await makeBranch(test.clinic, { passwordHash })
  for (const role of ROLES) {
    browsers.set(role, new Browser(test.app, await loginAs(test.clinic, branch, role)))
    const answer = await test.app.request('/v1/auth/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: branch.people[role].email, password: PASSWORD }),
    })
    tokens.set(role, ((await answer.json()) as { access_token: string }).access_token)
  }
})

/** Calls a route with ids of nothing, as a page of the clinic or a program of hers would. */
async function statusOf(route: string, role: Role | null): Promise<number> {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern.replace(/:\w+/g, randomUUID()).replace('*', 'nothing.css')
  if (path.startsWith('/v1/')) {
    const answer = await test.app.request(path, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(role ? { Authorization: `Bearer ${tokens.get(role)}` } : {}),
      },
      ...(method === 'GET' ? {} : { body: '{}' }),
    })
    return answer.status
  }
  const isLeaving = route === 'POST /sign-out'
  const login = isLeaving && role ? await loginAs(test.clinic, branch, role) : undefined
  const browser =
    role && !isLeaving
      ? (browsers.get(role) ?? new Browser(test.app))
      : new Browser(test.app, login)
  if (method === 'GET') return (await browser.get(path)).status
  return (await browser.post(path, {})).status
}

const isApi = (route: string) => route.includes(' /v1/')
const isPublic = (route: string) => TABLE[route] === PUBLIC
const routes = Object.keys(TABLE)

describe('every route', () => {
  it('has a row in the table, and every row a route', () => {
    expect([...needsOf(test.app).keys()].sort()).toEqual(routes.toSorted())
  })

  it.each(routes.filter((route) => !isPublic(route)))(
    '%s is for whom it says only',
    async (route) => {
      const allowed = TABLE[route]?.split(' ') ?? []
      for (const role of ROLES) {
        const status = await statusOf(route, role)
        const isRefused = status === 403 || status === 401
        expect(`${role} ${isRefused ? status : 'may'}`).toBe(
          `${role} ${allowed.includes(role) ? 'may' : 403}`,
        )
        expect(status).not.toBe(500)
      }
    },
  )

  it.each(routes.filter((route) => !isPublic(route)))(
    '%s is for nobody who is not signed in',
    async (route) => {
      const before = await countRows(test)
      expect(await statusOf(route, null)).toBe(isApi(route) ? 401 : 303)
      expect(await countRows(test)).toEqual(before)
    },
  )

  it.each(routes.filter(isPublic))('%s asks nobody to sign in', async (route) => {
    const status = await statusOf(route, null)
    expect([403, 500]).not.toContain(status)
    const [, path = ''] = route.split(' ')
    if (isApi(route)) return
    const answer = await test.app.request(`${ORIGIN}${path.replace('*', 'nothing.css')}`)
    expect(answer.headers.get('Location') ?? '').not.toContain('/sign-in?next=')
  })

  it('refuses with nothing saved', async () => {
    const before = await countRows(test)
    for (const route of routes.filter((each) => TABLE[each] !== PUBLIC && TABLE[each] !== ALL)) {
      for (const role of ROLES) {
        if (!TABLE[route]?.split(' ').includes(role)) await statusOf(route, role)
      }
    }
    expect(await countRows(test)).toEqual(before)
  })
})

describe('a refusal', () => {
  it('says on a page who may do this, and shows nothing of it', async () => {
    const page = await browsers.get('therapist')?.get('/billing')
    expect(page?.status).toBe(403)
    expect(page?.html).toContain('Viewing bills is for reception, doctors and admin.')
    expect(page?.html).toContain('href="/"')
  })
})

describe('assertEveryRouteIsGuarded', () => {
  const answer = () => new Response('open')

  it('stops the start when a route says nothing of who may use it, and names it', () => {
    const app = new Hono<Env>()
    app.use(async (_, next) => next())
    app.get('/guarded', allow('signed-in'), answer)
    expect(() => assertEveryRouteIsGuarded(app)).not.toThrow()
    app.post('/open', answer)
    expect(() => assertEveryRouteIsGuarded(app)).toThrow('no allow(…) on: POST /open')
  })

  it('stops it for a guarded path with an unguarded method, and inside a part of the app', () => {
    const part = new Hono<Env>()
    part.get('/guarded', allow('signed-in'), answer)
    part.delete('/guarded', answer)
    const app = new Hono<Env>()
    app.route('/part', part)
    expect(() => assertEveryRouteIsGuarded(app)).toThrow('no allow(…) on: DELETE /part/guarded')
  })

  it('stops it for a route that takes any method', () => {
    const app = new Hono<Env>()
    app.all('/everything', answer)
    expect(() => assertEveryRouteIsGuarded(app)).toThrow('no allow(…) on: ALL /everything')
  })
})

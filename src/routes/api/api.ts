import { OpenAPIHono } from '@hono/zod-openapi'
import type { Handler, MiddlewareHandler } from 'hono'
import type { Env } from '../http/environment.ts'
import { answerProblem } from '../http/errors.tsx'
import { needsOf } from '../http/guard.ts'
import { signedInByToken } from '../http/security.ts'
import { appointmentApi } from './appointments.ts'
import { authApi } from './auth.ts'
import { billingApi } from './billing.ts'
import { answerNotSignedIn } from './calls.ts'
import { catalogueApi } from './catalogue.ts'
import { customerApi } from './customers.ts'
import { inventoryApi } from './inventory.ts'
import { leaveApi } from './leave.ts'
import { documentRoutes } from './openapi.tsx'
import { packageApi } from './packages.ts'
import { refuseShape } from './shapes.ts'

const BASE = '/v1'

/** All routes below /v1. They never read the browser's cookie. */
export const apiRoutes = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const tokenOrPublic: MiddlewareHandler<Env> = async (c, next) => {
  c.var.request.door = 'api'
  if (!publicPaths.has(pathOf(c.req.path))) return signedInByToken(c, next)
  c.header('Cache-Control', 'no-store')
  await next()
}

const signedInOnly: MiddlewareHandler<Env> = async (c, next) => {
  if (c.var.actor || publicPaths.has(pathOf(c.req.path))) return next()
  return answerNotSignedIn(c, 'Send a valid access token: Authorization: Bearer …')
}

const refuseUnknown: Handler<Env> = (c) => {
  const methods = methodsAt(pathOf(c.req.path))
  if (methods.length === 0) {
    return answerProblem(c, {
      status: 404,
      title: 'Not found',
      detail: 'There is no such API call.',
    })
  }
  c.header('Allow', methods.join(', '))
  const detail = `This address accepts ${methods.join(', ')}.`
  return answerProblem(c, { status: 405, title: 'Method not allowed', detail })
}

apiRoutes.use(tokenOrPublic)
apiRoutes.use(signedInOnly)
apiRoutes.route('/', authApi)
apiRoutes.route('/', customerApi)
apiRoutes.route('/', appointmentApi)
apiRoutes.route('/', leaveApi)
apiRoutes.route('/', packageApi)
apiRoutes.route('/', inventoryApi)
apiRoutes.route('/', billingApi)
apiRoutes.route('/', catalogueApi)
apiRoutes.route('/', documentRoutes(apiRoutes))
apiRoutes.all('*', refuseUnknown)

const calls = [...needsOf(apiRoutes)].map(([call, need]) => {
  const [method = '', path = ''] = call.split(' ')
  return { method, path, need }
})

const publicPaths = new Set(calls.filter(({ need }) => need === 'public').map(({ path }) => path))

function methodsAt(path: string): string[] {
  const found = calls.filter((call) => matches(call.path, path))
  const methods = new Set(found.map(({ method }) => method))
  if (methods.has('GET')) methods.add('HEAD')
  return [...methods].sort()
}

function matches(pattern: string, path: string): boolean {
  const parts = path.split('/')
  const wanted = pattern.split('/')
  return (
    wanted.length === parts.length &&
    wanted.every((part, index) => (part.startsWith(':') ? parts[index] : part === parts[index]))
  )
}

function pathOf(address: string): string {
  return address.slice(BASE.length)
}

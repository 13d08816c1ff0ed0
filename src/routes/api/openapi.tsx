import type { OpenAPIHono } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { may, ROLES } from '../../domain/access.ts'
import { DocsPage } from '../../views/api/docs-page.tsx'
import type { Env } from '../http/environment.ts'
import { allow, needsOf } from '../http/guard.ts'
import { type ApiDocument, describeCalls, METHODS } from './describe-calls.ts'

const ABOUT = `Send \`Authorization: Bearer …\` with every call except those for tokens. Refusals are
RFC 9457 problem details: 400 not JSON in UTF-8, 401 no valid token, 403 not allowed for your role, 404 not
found, 409 conflict (\`conflict\` says with what), 413 too large, 415 not JSON or compressed, 422 not valid
(\`errors\` has a message for each field), 429 and 503 with \`Retry-After\`. Amounts are rupees with
at most two decimals. Unknown body fields are refused, unknown query parameters ignored. Dates and times are in the clinic's time zone.`

const ONE_TIME_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'For 24 hours, calls with the same key and body have one effect and the same answer.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
}

/** The OpenAPI document, made from the schemas that validate, and a page to read it. */
export function documentRoutes(api: OpenAPIHono<Env>): Hono<Env> {
  let made: ApiDocument | undefined
  const documentOf = () => {
    made ??= makeDocument(api)
    return made
  }
  const routes = new Hono<Env>()
  routes.get('/openapi.json', allow('public'), (c) => c.json(documentOf()))
  routes.get('/docs', allow('public'), (c) => {
    const document = documentOf()
    return c.html(
      <DocsPage
        about={ABOUT.replaceAll('\n', ' ')}
        calls={describeCalls(document)}
        assets={c.var.deps.assets}
      />,
    )
  })
  return routes
}

function makeDocument(api: OpenAPIHono<Env>): ApiDocument {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'LinqsClinic', version: '1', description: ABOUT },
    servers: [{ url: '/v1' }],
    security: [{ bearer: [] }],
  })
  const needs = needsOf(api)
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const call = item[method]
      if (!call) continue
      const need = needs.get(`${method.toUpperCase()} ${path.replaceAll(/{(\w+)}/g, ':$1')}`)
      if (!need || need === 'public' || need === 'signed-in') continue
      Object.assign(call, { 'x-roles': ROLES.filter((role) => may({ role }, need)) })
      if (method !== 'get') call.parameters = [...(call.parameters ?? []), ONE_TIME_KEY]
    }
  }
  return document
}

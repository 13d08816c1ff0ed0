import type { z } from '@hono/zod-openapi'
import { beforeAll, expect } from 'vitest'
import type { Role } from '../../../src/domain/access.ts'
import { apiRoutes } from '../../../src/routes/api/api.ts'
import { type App, ORIGIN, type TestApp, useApp } from '../../support/app.ts'
import type { OwnRows } from '../../support/database.ts'
import {
  clockAt,
  makeBranch,
  ROLES,
  type SettableClock,
  type TestBranch,
  TODAY,
} from '../../support/factories.ts'
import { hashQuickly } from '../../support/passwords.ts'

export const PASSWORD = 'demo-clinic-2026'

// biome-ignore lint/suspicious/noExplicitAny: tests read any field that they expect.
export type Answer = { status: number; body: any; headers: Headers }

type Sent = { headers?: Record<string, string>; raw?: string }

/** A client of the API. It checks every answer against the OpenAPI document. */
export class ApiClient {
  readonly #app: App
  readonly #token: string | null

  constructor(app: App, token: string | null) {
    this.#app = app
    this.#token = token
  }

  get(path: string, sent: Sent = {}): Promise<Answer> {
    return this.send('GET', path, undefined, sent)
  }

  post(path: string, body: unknown, sent: Sent = {}): Promise<Answer> {
    return this.send('POST', path, body, sent)
  }

  patch(path: string, body: unknown, sent: Sent = {}): Promise<Answer> {
    return this.send('PATCH', path, body, sent)
  }

  async send(method: string, path: string, body: unknown, sent: Sent = {}): Promise<Answer> {
    const text = sent.raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const answer = await this.#app.request(`${ORIGIN}/v1${path}`, {
      method,
      ...(text === undefined ? {} : { body: text }),
      headers: {
        ...(this.#token ? { Authorization: `Bearer ${this.#token}` } : {}),
        ...(text === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...sent.headers,
      },
    })
    const type = answer.headers.get('Content-Type') ?? ''
    const sentBack = await answer.text()
    const read = type.includes('json') && sentBack ? JSON.parse(sentBack) : sentBack
    if (method !== 'HEAD') assertDeclared(method, path, answer.status, type, read)
    return { status: answer.status, body: read, headers: answer.headers }
  }
}

export async function signIn(app: App, email: string): Promise<ApiClient> {
  return new ApiClient(app, await tokenOf(app, email))
}

async function tokenOf(app: App, email: string): Promise<string> {
  const answer = await new ApiClient(app, null).post('/auth/token', { email, password: PASSWORD })
  expect(answer.status).toBe(200)
  return answer.body.access_token
}

export type ApiTest = Omit<TestApp, 'close'> & {
  branch: TestBranch
  clock: SettableClock
  as: Record<Role, ApiClient>
  tokens: Record<Role, string>
  nobody: ApiClient
}

/** An app with a branch for all tests of a file, and a client for each role. */
export function useApi(rows?: OwnRows): ApiTest {
  const clock = clockAt(TODAY, '08:30')
  const test = useApp({ clock, ...(rows ? { rows } : {}) })
  const api = Object.create(test) as ApiTest
  beforeAll(async () => {
    api.clock = clock
    api.branch = await makeBranch(test.clinic, {
      passwordHash: await hashQuickly(PASSWORD),
    })
    api.nobody = new ApiClient(test.app, null)
    api.as = {} as ApiTest['as']
    api.tokens = {} as ApiTest['tokens']
    for (const role of ROLES) {
      api.tokens[role] = await tokenOf(test.app, api.branch.people[role].email)
      api.as[role] = new ApiClient(test.app, api.tokens[role])
    }
  })
  return api
}

/** The problem details of a refusal, with the paths of the invalid fields. */
export function refusal(answer: Answer) {
  const { status, errors } = answer.body
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
  expect(status).toBe(answer.status)
  return { status, paths: errors?.map((error: { path: string }) => error.path) ?? [] }
}

type Declared = { content?: Record<string, { schema: z.ZodType }> }

function assertDeclared(
  method: string,
  path: string,
  status: number,
  type: string,
  body: unknown,
): void {
  const responses = responsesOf(method, path.split('?')[0] ?? '')
  if (!responses) return
  const declared = responses[status] ?? responses.default
  const media = type.split(';')[0] ?? ''
  if (!declared) throw new Error(`${method} ${path} declares no ${status}`)
  const schema = declared.content?.[media]?.schema
  // Every field that is sent must be in the document as well.
  if (media.includes('json')) expect(schema?.parse(body)).toEqual(body)
}

function responsesOf(method: string, path: string): Record<string, Declared> | undefined {
  const parts = path.split('/')
  const literal = (pattern: string) => pattern.split('/').filter((part) => !part.startsWith('{'))
  return apiRoutes.openAPIRegistry.definitions
    .flatMap((definition) => (definition.type === 'route' ? [definition.route] : []))
    .filter((route) => route.method === method.toLowerCase())
    .filter(({ path: pattern }) => {
      const wanted = pattern.split('/')
      return (
        wanted.length === parts.length &&
        wanted.every((part, index) => part.startsWith('{') || part === parts[index])
      )
    })
    .sort((a, b) => literal(b.path).length - literal(a.path).length)
    .map((route) => route.responses as Record<string, Declared>)[0]
}

import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type AppDeps, createApp } from '../../src/app.ts'
import { loadAssets } from '../../src/assets.ts'
import type { Config } from '../../src/config.ts'
import { openNotices } from '../../src/db/notices.ts'
import type { Role } from '../../src/domain/access.ts'
import type { Clock } from '../../src/domain/dates.ts'
import { createLogger } from '../../src/log.ts'
import { createPrinter, type Printer } from '../../src/pdf/printer.ts'
import { ASSETS_DIR } from '../../src/project.ts'
import { loadSampleToday } from '../../src/sample/load.ts'
import {
  type OwnRows,
  openSharedDatabase,
  openTestDatabase,
  type TestDatabase,
} from './database.ts'
import type { TestBranch } from './factories.ts'
import { readEntities } from './html.ts'
import { hashQuickly } from './passwords.ts'
import { loginAs } from './sign-in.ts'

export type App = ReturnType<typeof createApp>

export type TestApp = TestDatabase & { app: App; deps: AppDeps; printer: Printer }

export const ORIGIN = 'http://clinic.test'

export function testConfig(change: Partial<Config> = {}): Config {
  return {
    environment: 'test',
    port: 0,
    host: '127.0.0.1',
    publicUrl: null,
    databaseUrl: null,
    databaseOwnerUrl: null,
    databasePoolSize: 10,
    dataDir: join(tmpdir(), 'linqsclinic-test'),
    appSecret: randomBytes(32).toString('base64url'),
    chromePath: null,
    trustedProxies: 0,
    logLevel: 'silent',
    demoStart: null,
    ...change,
  }
}

type AppOptions = { clock?: Clock; config?: Partial<Config>; setupCode?: string | null }

/** The whole server over a database of its own, not listening. */
export async function openTestApp(options: AppOptions & { rows?: OwnRows } = {}): Promise<TestApp> {
  return openOver(await openTestDatabase(options.clock, options.rows), options)
}

async function openOver(opened: TestDatabase, options: AppOptions): Promise<TestApp> {
  const config = testConfig(options.config)
  const log = createLogger(config.logLevel)
  const printer = createPrinter({
    chromePath: config.chromePath,
    cacheDir: join(config.dataDir, 'cache'),
    log,
  })
  const notices = await openNotices(opened.database)
  const deps: AppDeps = {
    config,
    notices,
    clinic: opened.clinic,
    database: opened.database,
    assets: await loadAssets(ASSETS_DIR),
    printer,
    log,
    setupCode: options.setupCode ?? null,
    loadSample: async () => {
      await loadSampleToday(opened.clinic, hashQuickly)
    },
  }
  const close = async () => {
    await notices.close()
    await printer.close()
    await opened.close()
  }
  return { ...opened, app: createApp(deps), deps, printer, close }
}

/** One app for all tests of a file or a describe: over the worker's database, unless rows are named. */
export function useApp(options: AppOptions & { rows?: OwnRows } = {}): Omit<TestApp, 'close'> {
  let opened: TestApp | undefined
  beforeAll(async () => {
    const { clock, rows } = options
    opened = rows
      ? await openTestApp(options)
      : await openOver(await openSharedDatabase(clock), options)
  })
  afterAll(async () => {
    await opened?.close()
  })
  const get = (): TestApp => {
    if (!opened) throw new Error('the app is there from beforeAll on')
    return opened
  }
  return {
    get app() {
      return get().app
    },
    get deps() {
      return get().deps
    },
    get printer() {
      return get().printer
    },
    get database() {
      return get().database
    },
    get clinic() {
      return get().clinic
    },
  }
}

type Headers = Record<string, string>

export type Page = { status: number; html: string; headers: globalThis.Headers }

/** What answers requests: the app. */
type Asked = { request(url: string, init: RequestInit): Response | Promise<Response> }

/** A browser of one's own: keeps its cookies, says where its forms come from, follows nothing. */
export class Browser {
  readonly #app: Asked
  readonly #cookies = new Map<string, string>()

  constructor(app: Asked, login?: string) {
    this.#app = app
    if (login) this.#cookies.set('login', login)
  }

  get login(): string | undefined {
    return this.#cookies.get('login')
  }

  get(path: string, headers: Headers = {}): Promise<Page> {
    return this.send(path, { method: 'GET', headers })
  }

  /** Sends a form as a page of the clinic does. */
  post(
    path: string,
    fields: Record<string, string> | [string, string][],
    headers: Headers = {},
  ): Promise<Page> {
    return this.send(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin', ...headers },
    })
  }

  /** Posts and goes where the answer sends it. */
  async postAndFollow(path: string, fields: Record<string, string>): Promise<Page> {
    const answer = await this.post(path, fields)
    if (answer.status !== 303) return answer
    return this.get(answer.headers.get('Location') ?? '')
  }

  async send(path: string, init: RequestInit & { headers: Headers }): Promise<Page> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#app.request(`${ORIGIN}${path}`, {
      ...init,
      headers: {
        Host: new URL(ORIGIN).host,
        ...(cookie ? { Cookie: cookie } : {}),
        ...init.headers,
      },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return { status: answer.status, html: await wordsOf(answer), headers: answer.headers }
  }
}

/** A stream of events has no end to wait for. */
async function wordsOf(answer: Response): Promise<string> {
  if (answer.headers.get('Content-Type') !== 'text/event-stream') return answer.text()
  await answer.body?.cancel()
  return ''
}

export async function browserAs(
  test: Pick<TestApp, 'app' | 'clinic'>,
  branch: TestBranch,
  role: Role,
): Promise<Browser> {
  return new Browser(test.app, await loginAs(test.clinic, branch, role))
}

/** What a page says, without its markup and with its entities read. */
export function textOf(html: string): string {
  const words = html.replace(/<(script|style|svg)\b.*?<\/\1>/gs, ' ').replace(/<[^>]+>/g, ' ')
  return readEntities(words).replace(/\s+/g, ' ').trim()
}

/** The opening tags of an element as they stand. */
export function tagsOf(html: string, element: string): string[] {
  return html.match(new RegExp(`<${element}(?:\\s[^>]*)?>`, 'g')) ?? []
}

/** An attribute of an opening tag, with its entities read; undefined where it isn't there. */
export function attributeOf(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? undefined : readEntities(value)
}

/** The one-time key of the form that posts to an address. */
export function formKeyOf(html: string, action: string): string {
  const key = html
    .split('<form ')
    .filter((form) => attributeOf(` ${form.split('>')[0]}`, 'action') === action)
    .map((form) => /name="form_key" value="([^"]+)"/.exec(form)?.[1])
    .find((found) => found !== undefined)
  if (!key) throw new Error(`no form posts to ${action}`)
  return key
}

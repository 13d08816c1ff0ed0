import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import puppeteer, { type Browser, type BrowserContext } from 'puppeteer-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { startHttpServer } from '../../src/commands/http-server.ts'
import type { Database } from '../../src/db/connect.ts'
import type { Role } from '../../src/domain/access.ts'
import { clockStartingAt, instantOf } from '../../src/domain/dates.ts'
import { browserChoices } from '../../src/pdf/browsers.ts'
import { SAMPLE_DAY, SAMPLE_TIME_ZONE } from '../../src/sample/context.ts'
import { SAMPLE_PASSWORD, SAMPLE_SIGN_INS } from '../../src/sample/data/staff.ts'
import type { Clinic } from '../../src/use-cases/clinic.ts'
import { signIn } from '../../src/use-cases/logins.ts'
import { openTestApp, Browser as PlainBrowser, type TestApp, testConfig } from './app.ts'
import { openPlainScreen } from './plain-screen.ts'
import { type AnyScreen, openScreen, type Screen, type ScreenOptions, until } from './screen.ts'

export type Desk = {
  url: string
  database: Database
  clinic: Clinic
  /** A window of one's own, signed in; `null` for somebody whom nobody knows yet. */
  open(role: Role | null, options?: ScreenOptions): Promise<Screen>
  /** With script such a window; without, one that needs no browser: see `openPlainScreen`. */
  openEither(role: Role | null, script: boolean): Promise<AnyScreen>
  /** A second tab of the same person. */
  openBeside(screen: Screen): Promise<Screen>
  /** Waits for the server's next answer to a path, and says what it was. */
  nextAnswer(path: RegExp): Promise<Answer>
}

export type Answer = {
  method: string
  path: string
  status: number
  location: string | null
  type: string | null
}

const OPENS_AT = '08:30'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages of one person share a process: half of a window's time would go into starting one.
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
  // Nothing leaves the machine: a tab that is sent to wa.me stays empty.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost',
]

type Options = {
  /** The time on the clinic's clock when the file begins; half an hour before it opens. */
  at?: string
  /** The code of the set-up page: nobody works there yet. */
  setupCode?: string
}

/** The sample clinic on its own day, served to the worker's browser, for all tests of a file. */
export function useDesk(options: Options = {}): Desk {
  const closing: (() => Promise<unknown>)[] = []
  let desk: Desk | undefined
  beforeAll(async () => {
    const { url, database, clinic, answers, tokenOf, ask } = await serve(closing, options)
    const open: Desk['open'] = async (role, how = {}) => {
      const { context, release } = await takeProfile(`${url}/healthz`)
      onTestFinished(release)
      if (role) {
        const value = await tokenOf(role)
        await context.setCookie({ name: 'login', value, domain: 'localhost', httpOnly: true })
      }
      return watch(await openScreen(context, url, how))
    }
    desk = {
      url,
      database,
      clinic,
      open,
      async openEither(role, script) {
        if (script) return open(role)
        const screen = openPlainScreen(
          new PlainBrowser(ask, role ? await tokenOf(role) : undefined),
        )
        onTestFinished(() => expect(screen.problems).toEqual([]))
        return screen
      },
      openBeside: async (screen) => watch(await openScreen(screen.page.browserContext(), url)),
      nextAnswer: (path) => {
        const heard = answers.length
        return until(`an answer of ${path}`, async () =>
          answers.slice(heard).find((answer) => path.test(answer.path)),
        )
      },
    }
  })
  afterAll(async () => {
    for (const close of closing.reverse()) await close()
  })
  function get(): Desk {
    if (!desk) throw new Error('the desk is there from beforeAll on')
    return desk
  }
  return {
    get url() {
      return get().url
    },
    get database() {
      return get().database
    },
    get clinic() {
      return get().clinic
    },
    open: (role, options) => get().open(role, options),
    openEither: (role, script) => get().openEither(role, script),
    openBeside: (screen) => get().openBeside(screen),
    nextAnswer: (path) => get().nextAnswer(path),
  }
}

function watch(screen: Screen): Screen {
  onTestFinished(async () => {
    await screen.page.close()
    expect(screen.problems, 'what the browser complained of').toEqual([])
  })
  return screen
}

/** Going back stays as quick as Chrome makes it, so that the tests go back as people do. */
async function launchBrowser(): Promise<Browser> {
  const refusals: string[] = []
  const choices = browserChoices({
    chromePath: process.env.CHROME_PATH || null,
    cacheDir: join(testConfig().dataDir, 'cache'),
  })
  for (const choice of choices) {
    try {
      const { path, libraryPath } = await choice.locate()
      return await puppeteer.launch({
        executablePath: path,
        headless: 'shell',
        pipe: true,
        args: FLAGS,
        ignoreDefaultArgs: ['--disable-back-forward-cache'],
        ...(libraryPath ? { env: { ...process.env, LD_LIBRARY_PATH: libraryPath } } : {}),
      })
    } catch (error) {
      refusals.push(`${choice.name}: ${(error as Error).message}`)
    }
  }
  throw new Error(
    [
      'These tests need a browser, and none started. Install Chromium or set CHROME_PATH.',
      ...refusals,
    ].join('\n'),
  )
}

type Profile = { context: BrowserContext; release(): Promise<void> }

/** The worker's: its files run one after the other, and the browser ends with their process. */
let browser: Promise<Browser> | undefined
const freeProfiles: BrowserContext[] = []

/**
 * A profile that nobody else uses now and in which nobody is signed in. One that was used before is
 * taken again: a page stays open in each, so that the next one finds process, styles and fonts warm.
 */
async function takeProfile(quietPage: string): Promise<Profile> {
  // One that has crashed takes no more tests with it.
  if (browser && !(await browser).connected) {
    browser = undefined
    freeProfiles.length = 0
  }
  browser ??= launchBrowser()
  const context = freeProfiles.pop() ?? (await createProfile(await browser, quietPage))
  return {
    context,
    release: async () => {
      await context.deleteCookie(...(await context.cookies()))
      freeProfiles.push(context)
    },
  }
}

async function createProfile(of: Browser, quietPage: string): Promise<BrowserContext> {
  const context = await of.createBrowserContext()
  const page = await context.newPage()
  await page.goto(quietPage)
  return context
}

async function serve(closing: (() => Promise<unknown>)[], { setupCode, at = OPENS_AT }: Options) {
  const clock = clockStartingAt(instantOf(SAMPLE_DAY, at, SAMPLE_TIME_ZONE))
  const test = await openTestApp({
    clock,
    config: { logLevel: 'error' },
    setupCode: setupCode ?? null,
    rows: setupCode ? 'empty' : 'sample',
  })
  closing.push(test.close)
  const answers: Answer[] = []
  const record = (method: string, address: string, answer: Response) => {
    const location = answer.headers.get('Location')
    const type = answer.headers.get('Content-Type')
    const path = new URL(address).pathname
    answers.push({ method, path, status: answer.status, location, type })
    return answer
  }
  const url = await listen(async (request, ...rest) =>
    record(request.method, request.url, await test.app.fetch(request, ...rest)),
  )
  const ask = {
    request: async (url: string, init: RequestInit) =>
      record(init.method ?? 'GET', url, await test.app.request(url, init)),
  }

  const tokens = new Map<Role, Promise<string>>()
  const tokenOf = (role: Role): Promise<string> => {
    const token = tokens.get(role) ?? signInAs(test, role)
    tokens.set(role, token)
    return token
  }
  const { database, clinic } = test
  return { url, database, clinic, answers, tokenOf, ask }
}

type Fetch = Parameters<typeof startHttpServer>[0]

let server: ReturnType<typeof startHttpServer> | undefined
let serving: Fetch

/** The worker's server, which answers as the app of the file that runs. Returns its address. */
async function listen(fetch: Fetch): Promise<string> {
  serving = fetch
  server ??= startHttpServer((...request) => serving(...request), { host: '127.0.0.1', port: 0 })
  return (await server).localUrl
}

async function signInAs({ clinic }: TestApp, role: Role): Promise<string> {
  const account = SAMPLE_SIGN_INS.find((each) => each.role === role)
  const request = { id: randomUUID(), door: 'page' as const, ip: null }
  const { token } = await signIn(clinic, request, {
    email: account?.email ?? '',
    password: SAMPLE_PASSWORD,
    userAgent: null,
  })
  return token
}

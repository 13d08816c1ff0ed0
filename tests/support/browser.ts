import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import puppeteer, { type Browser, type CookieData } from 'puppeteer-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { createApp } from '../../src/app.ts'
import { loadAssets } from '../../src/assets.ts'
import { startHttpServer } from '../../src/commands/http-server.ts'
import { loadSampleToday } from '../../src/commands/load-sample-today.ts'
import { SAMPLE_PASSWORD, SAMPLE_SIGN_INS } from '../../src/commands/sample/clinic.ts'
import { SAMPLE_DAY, SAMPLE_TIME_ZONE } from '../../src/commands/sample/context.ts'
import { readConfig } from '../../src/config.ts'
import type { Database } from '../../src/db/connect.ts'
import type { Role } from '../../src/domain/access.ts'
import { clockStartingAt, instantOf } from '../../src/domain/dates.ts'
import { signIn } from '../../src/domain/logins.ts'
import { createLogger } from '../../src/log.ts'
import { browserChoices } from '../../src/pdf/browsers.ts'
import { createPrinter } from '../../src/pdf/printer.ts'
import { ASSETS_DIR, PROJECT_DIR } from '../../src/project.ts'
import { openTestDatabase } from './database.ts'
import { openScreen, type Screen, type ScreenOptions } from './screen.ts'

export type Desk = {
  url: string
  database: Database
  /** A window of one's own, signed in; `null` for somebody whom nobody knows yet. */
  open(role: Role | null, options?: ScreenOptions): Promise<Screen>
}

const OPENS_AT = '08:30'
const CACHE_DIR = join(PROJECT_DIR, 'node_modules', '.cache', 'linqsclinic')

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The sample clinic on its own day, served to one browser, for all tests of a file. */
export function useDesk(): Desk {
  const closing: (() => Promise<unknown>)[] = []
  let desk: Desk | undefined
  beforeAll(async () => {
    const browser = await launchBrowser()
    closing.push(() => browser.close())
    const { url, database, cookieOf } = await serveSample(closing)
    desk = {
      url,
      database,
      open: async (role, options = {}) => {
        const context = await browser.createBrowserContext()
        if (role) await context.setCookie(await cookieOf(role))
        const screen = await openScreen(context, url, options)
        onTestFinished(async () => {
          await context.close()
          expect(screen.problems, 'what the browser complained of').toEqual([])
        })
        return screen
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
    open: (role, options) => get().open(role, options),
  }
}

/** Chrome's own way of going back is kept, so that the tests go back as people do. */
async function launchBrowser(): Promise<Browser> {
  const refusals: string[] = []
  const choices = browserChoices({
    chromePath: process.env.CHROME_PATH || null,
    cacheDir: CACHE_DIR,
  })
  for (const choice of choices) {
    try {
      const { path, libraryPath } = await choice.locate()
      return await puppeteer.launch({
        executablePath: path,
        headless: path.endsWith('chrome') || path.endsWith('chromium') ? 'shell' : true,
        pipe: true,
        args: FLAGS,
        ignoreDefaultArgs: ['--disable-back-forward-cache'],
        env: { ...process.env, ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}) },
      })
    } catch (error) {
      refusals.push(`${choice.name}: ${(error as Error).message}`)
    }
  }
  const said = refusals.length > 0 ? `\n${refusals.join('\n')}` : ''
  throw new Error(
    `The stories need a browser, and none could be started. Install Chromium or set CHROME_PATH.${said}`,
  )
}

async function serveSample(closing: (() => Promise<unknown>)[]) {
  const clock = clockStartingAt(instantOf(SAMPLE_DAY, OPENS_AT, SAMPLE_TIME_ZONE))
  const { database, clinic, close } = await openTestDatabase(clock)
  closing.push(close)
  const dataDir = await mkdtemp(join(tmpdir(), 'linqs-browser-'))
  closing.push(() => rm(dataDir, { recursive: true, force: true }))
  await loadSampleToday(clinic)

  const log = createLogger('warn')
  const printer = createPrinter({ chromePath: null, cacheDir: CACHE_DIR, log })
  closing.push(() => printer.close())
  const config = readConfig({ NODE_ENV: 'test', DATA_DIR: dataDir, APP_SECRET: 'x'.repeat(32) })
  const app = createApp({
    config,
    clinic,
    database,
    log,
    printer,
    assets: await loadAssets(ASSETS_DIR),
    setupCode: null,
    loadSample: async () => {},
  })
  const server = await startHttpServer(app.fetch, { host: '127.0.0.1', port: 0 })
  closing.push(() => server.drain())
  const url = server.localUrl.replace('localhost', '127.0.0.1')

  const tokens = new Map<Role, Promise<string>>()
  const tokenOf = async (role: Role) => {
    const account = SAMPLE_SIGN_INS.find((each) => each.role === role)
    const request = { id: crypto.randomUUID(), door: 'page' as const, ip: null }
    const given = { email: account?.email ?? '', password: SAMPLE_PASSWORD, userAgent: null }
    return (await signIn(clinic, request, given)).token
  }
  const cookieOf = async (role: Role): Promise<CookieData> => {
    const token = tokens.get(role) ?? tokenOf(role)
    tokens.set(role, token)
    return { name: 'login', value: await token, domain: '127.0.0.1', httpOnly: true }
  }
  return { url, database, cookieOf }
}

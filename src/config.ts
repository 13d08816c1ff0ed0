import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { CannotStart } from './cannot-start.ts'
import { type CalendarDate, type ClockTime, isCalendarDate, isClockTime } from './domain/dates.ts'

/** The settings from the environment; docs/configuration.md explains each one. */
export type Config = {
  environment: 'production' | 'development' | 'test'
  port: number
  host: string
  /** The origin for links in messages and papers, without a slash at the end. */
  publicUrl: string | null
  databaseUrl: string | null
  databaseOwnerUrl: string | null
  databasePoolSize: number
  dataDir: string
  appSecret: string
  chromePath: string | null
  /** The number of proxies before the server whose X-Forwarded-For is trusted. */
  trustedProxies: number
  logLevel: LogLevel
  /** The date and time at which the demo's own clock starts, in the clinic's time zone. */
  demoStart: { date: CalendarDate; time: ClockTime } | null
}

/** The settings of commands that don't serve: they need no secret. */
export type Settings = Omit<Config, 'appSecret'>

export type LogLevel = (typeof LOG_LEVELS)[number]

type Environment = Readonly<Record<string, string | undefined>>

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
const SECRET_LENGTH = 32

const variables = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .default('production'),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  PUBLIC_URL: z
    .string()
    .refine(isOrigin, 'must be an address such as https://clinic.example, without a path')
    .transform((url) => new URL(url).origin)
    .optional(),
  DATABASE_URL: postgresUrl().optional(),
  DATABASE_OWNER_URL: postgresUrl().optional(),
  DATABASE_POOL: wholeNumber(1, 500).default(10),
  DATA_DIR: z
    .string()
    .default('./data')
    .transform((folder) => resolve(folder)),
  APP_SECRET: z
    .string()
    .min(SECRET_LENGTH, `must have at least ${SECRET_LENGTH} characters`)
    .optional(),
  CHROME_PATH: z.string().refine(existsSync, 'must be the path of an existing file').optional(),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  DEMO_TODAY: z
    .string()
    .transform((text) => text.split('T'))
    .refine(isMoment, 'must be a day such as 2026-03-03, or a minute such as 2026-03-03T12:05')
    .transform(([date = '', time = '08:30']) => ({ date, time }))
    .optional(),
})

/**
 * Reads the environment. Throws one CannotStart that names every wrong setting. Without APP_SECRET
 * a secret is created once and kept in DATA_DIR.
 */
export function readConfig(env: Environment): Config {
  const { APP_SECRET, settings } = parse(env)
  return { ...settings, appSecret: APP_SECRET ?? readOrCreateSecret(settings.dataDir) }
}

export function readSettings(env: Environment): Settings {
  return parse(env).settings
}

function parse(env: Environment): { APP_SECRET: string | undefined; settings: Settings } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const result = variables.safeParse(given)
  const faults = (result.error?.issues ?? []).map(
    (issue) => `${issue.path.join('.')} ${issue.message}.`,
  )
  if (given.DATABASE_OWNER_URL && !given.DATABASE_URL) {
    faults.push('DATABASE_OWNER_URL needs DATABASE_URL as well.')
  }
  if (!result.success || faults.length > 0) {
    throw new CannotStart(`LinqsClinic can't start with these settings:\n  ${faults.join('\n  ')}`)
  }
  const values = result.data
  return {
    APP_SECRET: values.APP_SECRET,
    settings: {
      environment: values.NODE_ENV,
      port: values.PORT,
      host: values.HOST,
      publicUrl: values.PUBLIC_URL ?? null,
      databaseUrl: values.DATABASE_URL ?? null,
      databaseOwnerUrl: values.DATABASE_OWNER_URL ?? null,
      databasePoolSize: values.DATABASE_POOL,
      dataDir: values.DATA_DIR,
      chromePath: values.CHROME_PATH ?? null,
      trustedProxies: values.TRUST_PROXY,
      logLevel: values.LOG_LEVEL,
      demoStart: values.DEMO_TODAY ?? null,
    },
  }
}

/** Writes a draft and renames it, so that a kill never leaves half a secret. */
function readOrCreateSecret(dataDir: string): string {
  const file = join(dataDir, 'app-secret')
  try {
    if (!existsSync(file)) {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 })
      const draft = `${file}.${process.pid}`
      const secret = randomBytes(SECRET_LENGTH).toString('base64url')
      writeFileSync(draft, secret, { mode: 0o600, flush: true })
      renameSync(draft, file)
    }
    const secret = readFileSync(file, 'utf8').trim()
    if (secret.length >= SECRET_LENGTH) return secret
  } catch (error) {
    throw new CannotStart(
      `DATA_DIR ${dataDir} can't be written (${codeOf(error)}). Give the server another folder.`,
    )
  }
  throw new CannotStart(`${file} is damaged. Remove it. Everyone then has to sign in again.`)
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}

function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,6}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
}

function postgresUrl() {
  return z
    .string()
    .refine(
      (url) => /^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? ''),
      'must be an address such as postgres://user:password@host:5432/clinic',
    )
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
}

function isMoment([date = '', time = '08:30', ...rest]: string[]): boolean {
  return isCalendarDate(date) && isClockTime(time) && rest.length === 0
}

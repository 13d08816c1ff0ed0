import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CannotStart } from '../src/cannot-start.ts'
import { readConfig, readSettings } from '../src/config.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linqs-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function faultsOf(env: Record<string, string>): string {
  try {
    readConfig({ DATA_DIR: folder, ...env })
  } catch (error) {
    if (error instanceof CannotStart) return error.message
    throw error
  }
  return ''
}

const SECRET = 'a secret of thirty-two characters'

describe('the environment', () => {
  it('has a default for every setting', () => {
    expect(readSettings({})).toEqual({
      environment: 'production',
      port: 3000,
      host: '0.0.0.0',
      publicUrl: null,
      databaseUrl: null,
      databaseOwnerUrl: null,
      databasePoolSize: 10,
      dataDir: resolve('data'),
      chromePath: null,
      trustedProxies: 0,
      logLevel: 'info',
      demoStart: null,
    })
  })

  it('reads each setting', () => {
    const env = {
      NODE_ENV: 'development',
      PORT: '0',
      HOST: '::1',
      PUBLIC_URL: 'https://Clinic.example:443/',
      DATABASE_URL: 'postgres://app:word@db:5432/clinic',
      DATABASE_OWNER_URL: 'postgresql:///clinic?host=/run/postgresql',
      DATABASE_POOL: '25',
      DATA_DIR: folder,
      APP_SECRET: SECRET,
      CHROME_PATH: process.execPath,
      TRUST_PROXY: '2',
      LOG_LEVEL: 'debug',
      DEMO_TODAY: '2026-03-03T12:05',
    }
    expect(readConfig(env)).toEqual({
      environment: 'development',
      port: 0,
      host: '::1',
      publicUrl: 'https://clinic.example',
      databaseUrl: env.DATABASE_URL,
      databaseOwnerUrl: env.DATABASE_OWNER_URL,
      databasePoolSize: 25,
      dataDir: folder,
      appSecret: SECRET,
      chromePath: process.execPath,
      trustedProxies: 2,
      logLevel: 'debug',
      demoStart: { date: '2026-03-03', time: '12:05' },
    })
  })

  it('starts the demo at 08:30 when no time is given', () => {
    expect(readSettings({ DEMO_TODAY: '2026-03-03' }).demoStart).toEqual({
      date: '2026-03-03',
      time: '08:30',
    })
  })

  it('ignores an empty value', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({
      port: 3000,
      databaseUrl: null,
    })
  })

  it.each([
    ['PORT', '65536'],
    ['PORT', '0x50'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'clinic.example'],
    ['PUBLIC_URL', 'https://clinic.example/desk'],
    ['PUBLIC_URL', 'ftp://clinic.example'],
    ['DATABASE_URL', 'mysql://db/clinic'],
    ['DATABASE_POOL', '0'],
    ['APP_SECRET', 'thirty-one characters, not more'],
    ['CHROME_PATH', '/no/such/browser'],
    ['TRUST_PROXY', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'staging'],
    ['DEMO_TODAY', '2026-02-30'],
    ['DEMO_TODAY', '2026-03-03T24:00'],
    ['DEMO_TODAY', '2026-03-03T12:00T13:00'],
  ])('refuses %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toContain(`${name} must`)
  })

  it('names every wrong setting at once', () => {
    const faults = faultsOf({ PORT: 'http', LOG_LEVEL: 'loud', APP_SECRET: 'short' })
    expect(faults.split('\n')).toEqual([
      "LinqsClinic can't start with these settings:",
      '  PORT must be a whole number from 0 to 65535.',
      '  APP_SECRET must have at least 32 characters.',
      '  LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace.',
    ])
  })

  it('never repeats a secret in a message', () => {
    const faults = faultsOf({ APP_SECRET: 'hunter2', DATABASE_URL: 'pg://app:hunter2@db' })
    expect(faults).toContain('DATABASE_URL must')
    expect(faults).not.toContain('hunter2')
  })

  it('refuses DATABASE_OWNER_URL without DATABASE_URL', () => {
    expect(faultsOf({ DATABASE_OWNER_URL: 'postgres://db/clinic' })).toContain(
      'DATABASE_OWNER_URL needs DATABASE_URL as well.',
    )
  })
})

describe('the secret', () => {
  it('is created once and kept where only its owner can read it', () => {
    const first = readConfig({ DATA_DIR: folder }).appSecret
    expect(first.length).toBeGreaterThanOrEqual(32)
    expect(readConfig({ DATA_DIR: folder }).appSecret).toBe(first)
    const file = join(folder, 'app-secret')
    expect(readFileSync(file, 'utf8')).toBe(first)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('differs from one clinic to the next', () => {
    const other = readConfig({ DATA_DIR: join(folder, 'other') }).appSecret
    expect(readConfig({ DATA_DIR: folder }).appSecret).not.toBe(other)
  })

  it('is not created for a command that needs none, nor when one is given', () => {
    readSettings({ DATA_DIR: folder })
    readConfig({ DATA_DIR: folder, APP_SECRET: SECRET })
    expect(existsSync(join(folder, 'app-secret'))).toBe(false)
  })

  it('is refused when its file was cut short', () => {
    writeFileSync(join(folder, 'app-secret'), 'abc')
    expect(faultsOf({})).toContain('is damaged')
  })

  it('names the folder that it can’t write', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(faultsOf({ DATA_DIR: join(file, 'data') })).toMatch(/DATA_DIR .* can't be written/)
  })
})

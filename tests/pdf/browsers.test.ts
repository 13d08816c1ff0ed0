import { describe, expect, it } from 'vitest'
import { browserChoices, knownPaths } from '../../src/pdf/browsers.ts'
import { browserEnvironment } from '../../src/pdf/pdf-browser.ts'

describe('browserChoices', () => {
  it('uses only the configured browser', () => {
    const choices = browserChoices({ chromePath: '/opt/chrome', cacheDir: '/nowhere' })
    expect(choices.map((choice) => choice.name)).toEqual(['/opt/chrome'])
  })

  it('looks for Chrome before Edge in all program folders of Windows', () => {
    const env = {
      PROGRAMFILES: 'C:\\Program Files',
      LOCALAPPDATA: 'C:\\Users\\meena\\AppData\\Local',
    }
    expect(knownPaths('win32', env)).toEqual([
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Users\\meena\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files\\Chromium\\Application\\chrome.exe',
      'C:\\Users\\meena\\AppData\\Local\\Chromium\\Application\\chrome.exe',
      'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
      'C:\\Users\\meena\\AppData\\Local\\Microsoft\\Edge\\Application\\msedge.exe',
    ])
  })

  it('looks in the install folders of Linux and macOS', () => {
    expect(knownPaths('linux', {})).toContain('/usr/bin/chromium')
    expect(knownPaths('darwin', {})).toContain(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    )
  })
})

describe('browserEnvironment', () => {
  it('does not pass the clinic’s secrets to the browser', () => {
    const env = {
      PATH: '/usr/bin',
      APP_SECRET: 's',
      DATABASE_URL: 'd',
      DATABASE_OWNER_URL: 'o',
      AWS_ACCESS_KEY_ID: 'k',
      SMTP_PASSWORD: 'p',
      WHATSAPP_TOKEN: 't',
    }
    expect(browserEnvironment(env, undefined)).toEqual({ PATH: '/usr/bin' })
    expect(browserEnvironment(env, '/libs')).toEqual({ PATH: '/usr/bin', LD_LIBRARY_PATH: '/libs' })
  })
})

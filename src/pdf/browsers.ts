import { existsSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { hasNpmChromium, unpackChromium } from './npm-chromium.ts'

export type BrowserChoice = {
  name: string
  /** May unpack an archive, so it is called only after the earlier choices have failed. */
  locate: () => Promise<{ path: string; libraryPath?: string }>
}

/**
 * The browsers to try, best first. A configured path is the only choice. The npm package comes
 * before an installed browser: it prints in half the time with half the memory, and every clinic
 * gets the same version.
 */
export function browserChoices(options: {
  chromePath: string | null
  cacheDir: string
}): BrowserChoice[] {
  const { chromePath, cacheDir } = options
  if (chromePath) return [installed(chromePath)]
  return [
    ...(hasNpmChromium() ? npmChoices(cacheDir) : []),
    ...knownPaths(process.platform, process.env).filter(existsSync).map(installed),
  ]
}

/** The default install paths of Chrome, Chromium and Edge. */
export function knownPaths(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
    const programs = [
      ['Google', 'Chrome', 'Application', 'chrome.exe'],
      ['Chromium', 'Application', 'chrome.exe'],
      ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
    ]
    return programs.flatMap((program) =>
      roots.flatMap((root) => (root ? [win32.join(root, ...program)] : [])),
    )
  }
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
      posix.join('/Applications', `${name}.app`, 'Contents/MacOS', name),
    )
  }
  return [
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/microsoft-edge-stable',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
  ]
}

function installed(path: string): BrowserChoice {
  return { name: path, locate: async () => ({ path }) }
}

function npmChoices(cacheDir: string): BrowserChoice[] {
  return [
    {
      name: '@sparticuz/chromium',
      locate: async () => ({ path: (await unpackChromium(cacheDir)).path }),
    },
    // A slim container has no libnss3 or libexpat; the package contains them.
    { name: '@sparticuz/chromium with its libraries', locate: () => unpackChromium(cacheDir) },
  ]
}

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. This file and the bundle, dist/main.js, are both one level below. */
export const PROJECT_DIR = fileURLToPath(new URL('..', import.meta.url))

export const MIGRATIONS_DIR = join(PROJECT_DIR, 'migrations')

/** The files that scripts/build.mjs builds for the browser. */
export const ASSETS_DIR = join(PROJECT_DIR, 'static', 'build')

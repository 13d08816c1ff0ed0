import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const inRoot = (...parts) => join(root, ...parts)

const BROWSERS = ['chrome109', 'firefox115']
/**
 * Loaded from node_modules at run time: native modules, and packages that read files beside their
 * code.
 */
const EXTERNAL = [
  'pg-native',
  '@electric-sql/pglite',
  '@electric-sql/pglite/*',
  'puppeteer-core',
  '@sparticuz/chromium',
  '@node-rs/*',
]
const ASSET_INPUTS = [
  'src/client',
  'src/views',
  'src/pdf/faces.json',
  'static',
  'tailwind.config.ts',
  'package-lock.json',
]
const SERVER_INPUTS = ['src', 'package-lock.json', 'tsconfig.json']
const COMPRESSIBLE = new Set(['.js', '.css', '.svg'])

/**
 * Builds static/build: files with a hash in the name, each also as gzip and brotli, and
 * manifest.json.
 */
export async function buildAssets() {
  await replaceFolder('static/build', async (folder) => {
    const manifest = {}
    const add = async (name, bytes) => {
      const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10)
      const hashed = `${basename(name, extname(name))}.${hash}${extname(name)}`
      await writeCompressed(join(folder, hashed), bytes)
      manifest[name] = hashed
    }
    for (const [name, path] of await staticFiles()) await add(name, await readFile(path))
    for (const [name, bytes] of await scripts()) await add(name, bytes)
    await add('app.css', await styles(manifest))
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest, null, 2))
  })
}

/**
 * Builds dist/main.js and the chunks that it loads on demand, so that an old Node gets a clear
 * message before it reaches a library that it can't parse. Migrations and static files are not
 * bundled.
 */
export async function buildServer() {
  const { build } = await import('esbuild')
  await replaceFolder('dist', async (folder) => {
    await build({
      entryPoints: [inRoot('src/main.ts')],
      outdir: folder,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx',
      external: EXTERNAL,
      sourcemap: true,
      // A smaller file starts faster. Names are kept, so that stack traces stay readable.
      minifyWhitespace: true,
      minifySyntax: true,
      plugins: [zodEnglishOnly],
      // CommonJS packages in the bundle call require, which an ES module does not have.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      logLevel: 'warning',
    })
  })
}

/** Zod ships its messages in sixty languages; only English is bundled. */
const zodEnglishOnly = {
  name: 'zod-in-english',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    }))
  },
}

/** True when a source is newer than the build, or there is no complete build. */
export async function isStale() {
  const [assets, server] = await Promise.all([
    isOlderThan('static/build/.stamp', ASSET_INPUTS),
    isOlderThan('dist/.stamp', SERVER_INPUTS),
  ])
  return assets || server
}

/**
 * Builds in a temporary folder, then replaces the target. The stamp is written last, so a build
 * that was killed counts as stale and runs again.
 */
async function replaceFolder(name, write) {
  const target = inRoot(name)
  const cache = inRoot('node_modules/.cache/linqsclinic')
  const started = new Date()
  await mkdir(cache, { recursive: true })
  const temporary = await mkdtemp(join(cache, 'build-'))
  const fresh = join(temporary, basename(name))
  try {
    await mkdir(fresh)
    await write(fresh)
    await writeFile(join(fresh, '.stamp'), started.toISOString())
    await mkdir(dirname(target), { recursive: true })
    await moveInto(fresh, target)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** When two builds run at the same time, the later one wins. */
async function moveInto(fresh, target, tries = 3) {
  await rm(target, { recursive: true, force: true })
  try {
    await rename(fresh, target)
  } catch (error) {
    if (tries === 1 || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error
    await moveInto(fresh, target, tries - 1)
  }
}

async function isOlderThan(stamp, inputs) {
  let built
  try {
    built = Date.parse(await readFile(inRoot(stamp), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return true
    throw error
  }
  const times = await Promise.all(inputs.map((input) => newestChange(inRoot(input))))
  return !(Math.max(...times) < built)
}

/** Last change below a path, in milliseconds; 0 where the sources are not shipped. */
async function newestChange(path) {
  const found = await stat(path).catch((error) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0
  const names = (await readdir(path)).filter((name) => join(path, name) !== inRoot('static/build'))
  const times = await Promise.all(names.map((name) => newestChange(join(path, name))))
  // A folder's own time shows deleted files. That of static changes with every build, so it is
  // ignored.
  return Math.max(path === inRoot('static') ? 0 : found.mtimeMs, ...times)
}

async function writeCompressed(path, bytes) {
  await writeFile(path, bytes)
  if (!COMPRESSIBLE.has(extname(path))) return
  const [zipped, brotli] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ])
  await Promise.all([writeFile(`${path}.gz`, zipped), writeFile(`${path}.br`, brotli)])
}

async function staticFiles() {
  const files = (await readdir(inRoot('static'), { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, inRoot('static', entry.name)])
  const faces = JSON.parse(await readFile(inRoot('src/pdf/faces.json'), 'utf8'))
  for (const { package: name, subset, weights } of faces) {
    const folder = dirname(require.resolve(`@fontsource/${name}/package.json`))
    for (const weight of weights) {
      const source = join(folder, 'files', `${name}-${subset}-${weight}-normal.woff2`)
      files.push([`${name}-${subset}-${weight}.woff2`, source])
    }
  }
  return files
}

/** Every page loads app.js, pages with widgets also widgets.js; app.js loads the others on demand. */
const SCRIPTS = ['app.ts', 'widgets.ts', 'drafts.ts', 'move.ts', 'page-keys.ts']

async function scripts() {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: SCRIPTS.map((name) => inRoot('src/client', name)),
    outdir: inRoot('static/build'),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: BROWSERS,
    legalComments: 'none',
    logLevel: 'warning',
  })
  const { minify } = await import('terser')
  return Promise.all(
    outputFiles.map(async ({ path, text }) => {
      // Terser makes esbuild's bundle another 4 % smaller.
      const { code } = await minify(text, { ecma: 2020, compress: { passes: 2 } })
      return [basename(path), Buffer.from(code)]
    }),
  )
}

async function styles(manifest) {
  const cli = require.resolve('tailwindcss/lib/cli.js')
  const options = ['-c', inRoot('tailwind.config.ts'), '-i', inRoot('src/client/app.css')]
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...options], {
    cwd: root,
    maxBuffer: 8 << 20,
  })
  const css = stdout.replaceAll(/\/assets\/([\w.-]+)/g, (_, name) => {
    if (!manifest[name]) throw new Error(`app.css asks for ${name}, which is not built`)
    return `/assets/${manifest[name]}`
  })
  const { transform } = await import('esbuild')
  const { code } = await transform(css, { loader: 'css', minify: true, target: BROWSERS })
  return Buffer.from(code)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAssets()
  await buildServer()
}

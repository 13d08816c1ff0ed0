import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const A_DAY_MS = 24 * 60 * 60 * 1000

// The package unpacks into the temporary directory and reuses a file that is already there, even
// one from another user. A separate process gets a new temporary directory of its own.
const UNPACK = `
const [entry, ...archives] = process.argv.slice(1)
const { inflate } = await import(entry)
for (const archive of archives) await inflate(archive)
`

export type UnpackedChromium = { path: string; libraryPath: string }

/** True when the package is installed and its browser runs on this machine. */
export function hasNpmChromium(): boolean {
  return process.platform === 'linux' && process.arch === 'x64' && packageEntry() !== null
}

/**
 * Unpacks the npm package's browser, once per version, into a folder of `cacheDir` that only this
 * user can read. The folder is renamed into place when complete, so a killed process leaves no half
 * of it.
 */
export async function unpackChromium(cacheDir: string): Promise<UnpackedChromium> {
  const entry = packageEntry()
  if (!entry) throw new Error('@sparticuz/chromium is not installed')
  const manifest = JSON.parse(await readFile(new URL('../package.json', entry), 'utf8'))
  const folder = join(cacheDir, `chromium-${manifest.version}`)
  if (!existsSync(folder)) {
    await mkdir(cacheDir, { recursive: true, mode: 0o700 })
    await removeLeftovers(cacheDir, folder)
    await unpackInto(folder, entry)
  }
  return { path: join(folder, 'chromium'), libraryPath: join(folder, 'al2023', 'lib') }
}

async function unpackInto(folder: string, entry: string): Promise<void> {
  const staging = await mkdtemp(`${folder}-`)
  const archives = ['chromium.br', 'al2023.tar.br'].map((name) =>
    fileURLToPath(new URL(`../bin/${name}`, entry)),
  )
  try {
    await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', UNPACK, entry, ...archives],
      { env: { TMPDIR: staging }, timeout: 120_000 },
    )
    await rename(staging, folder)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    // Another process has unpacked the same version first: use its folder.
    if (!existsSync(folder)) throw error
  }
}

/**
 * Deletes other versions and unfinished folders older than a day, which no process is still
 * writing.
 */
async function removeLeftovers(cacheDir: string, folder: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const path = join(cacheDir, name)
    if (!name.startsWith('chromium-') || path === folder) continue
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > A_DAY_MS) await rm(path, { recursive: true, force: true })
  }
}

function packageEntry(): string | null {
  try {
    return import.meta.resolve('@sparticuz/chromium')
  } catch {
    return null
  }
}

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const A_DAY_MS = 24 * 60 * 60 * 1000

// The package unpacks into whatever the temporary directory is, and takes a file that stands there
// already, whoever put it there. In a process of its own that directory is ours and new.
const UNPACK = `
const [entry, ...archives] = process.argv.slice(1)
const { inflate } = await import(entry)
for (const archive of archives) await inflate(archive)
`

export type UnpackedChromium = { path: string; libraryPath: string }

/** Whether this machine can run the npm package's browser, and the package is installed. */
export function hasNpmChromium(): boolean {
  return process.platform === 'linux' && process.arch === 'x64' && packageEntry() !== null
}

/**
 * The npm package's browser, unpacked once per version into a folder of `cacheDir` that only this
 * user can read. The folder appears complete or not at all, so a kill half-way does no harm.
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
    // Another process of the same clinic was quicker: its folder is as good.
    if (!existsSync(folder)) throw error
  }
}

/** Other versions and what a killed process left; a day old, so that nobody is writing it now. */
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

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { openEmbedded } from './embedded.ts'
import { digestOfMigrations } from './migration-files.ts'
import { lockFolder } from './pid-lock.ts'

/**
 * The path of the template of an embedded database: a tarball of a cluster with all migrations
 * applied (scripts/template.mjs). Its name has a digest of the migrations, so that the template of
 * another schema is never used.
 */
export function templateFile(projectDir: string): string {
  const digest = digestOfMigrations(join(projectDir, 'migrations'))
  const name = `embedded-${digest.slice(0, 12)}.tgz`
  return join(projectDir, 'node_modules', '.cache', 'linqsclinic', name)
}

/**
 * Creates the database cluster in a folder that has none. It is built in a draft folder, synced to
 * disk and then renamed, so that a kill or a power cut never leaves half a cluster.
 */
export async function prepareCluster(
  folder: string,
  template: string,
  onStart: () => void,
): Promise<void> {
  const cluster = join(folder, 'cluster')
  if (existsSync(cluster)) return
  onStart()
  const unlock = lockFolder(folder)
  try {
    const draft = join(folder, 'draft')
    rmSync(draft, { recursive: true, force: true })
    if (existsSync(template)) {
      unpack(gunzipSync(readFileSync(template)), join(draft, 'cluster'))
    } else {
      const database = await openEmbedded({ folder: draft, template: null, onError: () => {} })
      await database.close()
    }
    await syncFiles(draft)
    renameSync(join(draft, 'cluster'), cluster)
    rmSync(draft, { recursive: true })
  } finally {
    unlock()
  }
}

const BLOCK = 512

/**
 * Unpacks a tarball (POSIX ustar: a header block, then the content in whole blocks). PGlite can
 * load one too, but it takes twice as long and doesn't sync the files to disk.
 */
function unpack(tar: Buffer, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let at = 0
  while (at + BLOCK <= tar.length && tar[at] !== 0) {
    const header = tar.subarray(at, at + BLOCK)
    const path = join(folder, textAt(header, 345, 155), textAt(header, 0, 100))
    const size = Number.parseInt(textAt(header, 124, 12), 8)
    at += BLOCK
    if (textAt(header, 156, 1) === '5') {
      mkdirSync(path, { recursive: true, mode: 0o700 })
    } else {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      writeFileSync(path, tar.subarray(at, at + size), { mode: 0o600 })
    }
    at += Math.ceil(size / BLOCK) * BLOCK
  }
}

function textAt(header: Buffer, start: number, length: number): string {
  const field = header.toString('latin1', start, start + length)
  return field.split('\0', 1)[0] ?? ''
}

/** Syncs all files at once: ten times as fast as one after the other. */
async function syncFiles(folder: string): Promise<void> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = await open(join(entry.parentPath, entry.name), 'r+')
        await file.sync()
        await file.close()
      }),
  )
}

import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import {
  constants,
  type FileHandle,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { assertKey, type Storage } from './storage.ts'

/** The folder for files that are being written. No key can match it: none begins with a dot. */
const INCOMING = '.incoming'

const LEFT_OVER_MS = 24 * 60 * 60_000

/** Windows has no such flag, but there ordinary users can't create symbolic links. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)

/**
 * Stores files below one folder, with the key as the path. Files left half-written by a crash are
 * removed at the first start a day or more later.
 */
export async function openDiskStorage(folder: string): Promise<Storage> {
  const incoming = join(folder, INCOMING)
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  const root = await realpath(folder)
  await removeLeftOver(incoming)

  return {
    async put(key, content) {
      const path = pathOf(root, key)
      const draft = join(incoming, randomUUID())
      try {
        await write(draft, content)
        await makeFolder(dirname(path))
        await assertInside(root, dirname(path))
        await rename(draft, path)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
      await syncFolder(dirname(path))
    },

    async get(key) {
      const file = await openFile(root, key)
      if (!file) return null
      const { size } = await file.stat()
      return { sizeBytes: size, stream: file.createReadStream() }
    },

    async delete(key) {
      const path = pathOf(root, key)
      if (!(await findStats(dirname(path)))) return
      await assertInside(root, dirname(path))
      await rm(path, { force: true })
      await syncFolder(dirname(path))
    },

    async exists(key) {
      const file = await openFile(root, key)
      await file?.close()
      return file !== null
    },
  }
}

function pathOf(root: string, key: string): string {
  assertKey(key)
  return join(root, ...key.split('/'))
}

/** Null when there is no such file, or when it is a folder or a symbolic link. */
async function openFile(root: string, key: string): Promise<FileHandle | null> {
  const path = pathOf(root, key)
  let file: FileHandle
  try {
    file = await open(path, READ_NO_LINK)
  } catch (error) {
    if (isOneOf(error, ['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR'])) return null
    throw error
  }
  try {
    await assertInside(root, dirname(path))
    if ((await file.stat()).isFile()) return file
  } catch (error) {
    await file.close()
    throw error
  }
  await file.close()
  return null
}

/** Returns only when every byte is on the disk. */
async function write(path: string, content: Uint8Array | Readable): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new folder is safe on the disk only after its parent folder is synced. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (!first) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made))
  }
}

/** Not possible on Windows, and not needed there. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Someone may have replaced a folder with a link to a folder outside the root. */
async function assertInside(root: string, folder: string): Promise<void> {
  const real = await realpath(folder)
  if (real !== root && !real.startsWith(root + sep)) {
    throw new Error(`${folder} leads outside the folder of stored files`)
  }
}

async function removeLeftOver(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const stats = await findStats(path)
    if (stats && stats.mtimeMs < Date.now() - LEFT_OVER_MS) await rm(path, { force: true })
  }
}

async function findStats(path: string): Promise<Stats | null> {
  try {
    return await stat(path)
  } catch (error) {
    if (isOneOf(error, ['ENOENT', 'ENOTDIR'])) return null
    throw error
  }
}

function isOneOf(error: unknown, codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}

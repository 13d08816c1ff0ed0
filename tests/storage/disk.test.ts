import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { Invalid } from '../../src/domain/errors.ts'
import { openDiskStorage } from '../../src/storage/disk.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { temporaryFolder } from '../support/folder.ts'

const base = temporaryFolder()
const folder = join(base, 'files')
const outside = join(base, 'outside')
let storage: Storage

beforeAll(async () => {
  storage = await openDiskStorage(folder)
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret'), 'not yours')
})

async function read(key: string): Promise<string | null> {
  const file = await storage.get(key)
  return file && (await buffer(file.stream)).toString()
}

/** Everything below the folder but what is on its way in. */
function keysOnDisk(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

const draftsOnDisk = () => keysOnDisk().filter((key) => key.startsWith('.incoming'))

describe('a file on the disk', () => {
  it('is read as it was stored, by its key', async () => {
    await storage.put('customers/42/photo.jpg', Buffer.from('a face'))
    expect(await read('customers/42/photo.jpg')).toBe('a face')
    expect(await storage.exists('customers/42/photo.jpg')).toBe(true)
    expect(readFileSync(join(folder, 'customers', '42', 'photo.jpg'), 'utf8')).toBe('a face')
  })

  it('may be a stream, of which the size is known afterwards', async () => {
    const parts = Array.from({ length: 300 }, (_, index) => Buffer.alloc(10_000, index % 256))
    await storage.put('long', Readable.from(parts))
    const file = await storage.get('long')
    expect(file?.sizeBytes).toBe(3_000_000)
    expect(await buffer(file?.stream ?? Readable.from([]))).toEqual(Buffer.concat(parts))
  })

  it('may be empty', async () => {
    await storage.put('empty', new Uint8Array())
    expect(await read('empty')).toBe('')
  })

  it('is readable by nobody else on this machine', async () => {
    await storage.put('private/paper', Buffer.from('x'))
    expect((await stat(join(folder, 'private', 'paper'))).mode & 0o077).toBe(0)
    expect((await stat(join(folder, 'private'))).mode & 0o077).toBe(0)
  })

  it('is replaced by the next one with its key, and whoever reads the first reads it to its end', async () => {
    await storage.put('twice', Buffer.alloc(200_000, 'a'))
    const first = await storage.get('twice')
    await storage.put('twice', Buffer.from('b'))
    expect(await read('twice')).toBe('b')
    expect((await buffer(first?.stream ?? Readable.from([]))).toString()).toBe('a'.repeat(200_000))
  })

  it('is one of those that many store at once, complete', async () => {
    const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000))
    await Promise.all(contents.map((content) => storage.put('race', Buffer.from(content))))
    expect(contents).toContain(await read('race'))
  })

  it('is gone when it is deleted, as is one that never was', async () => {
    await storage.put('going/away', Buffer.from('x'))
    await storage.delete('going/away')
    await storage.delete('going/away')
    await storage.delete('never/was/there')
    expect(await storage.exists('going/away')).toBe(false)
    expect(await read('going/away')).toBeNull()
  })

  it('is not there when its stream broke, and the one before it stays', async () => {
    await storage.put('kept', Buffer.from('before'))
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half')
        throw new Error('the line broke')
      })(),
    )
    await expect(storage.put('kept', broken)).rejects.toThrow('the line broke')
    expect(await read('kept')).toBe('before')
    expect(draftsOnDisk()).toEqual([])
  })

  it('is on the disk before it has its name, and its name is on the disk too', async () => {
    const handle = await open(join(outside, 'secret'))
    const prototype = Object.getPrototypeOf(handle)
    await handle.close()
    const synced: boolean[] = []
    const real = prototype.sync
    const sync = vi.spyOn(prototype, 'sync').mockImplementation(async function (
      this: typeof handle,
    ) {
      synced.push((await this.stat()).isDirectory())
      return real.call(this)
    })
    await storage.put('new/folder/file', Buffer.from('x'))
    sync.mockRestore()
    // The file; the folders that hold the two new ones; the folder that holds its name.
    expect(synced).toEqual([false, true, true, true])
  })
})

describe('a key', () => {
  const REFUSED = [
    '',
    '/',
    '.',
    '..',
    '../outside/secret',
    'a/../../outside/secret',
    '/etc/passwd',
    'a//b',
    'a/',
    'a\\..\\b',
    'C:/windows',
    '.incoming/x',
    'a/.hidden',
    'a\0b',
    'a\nb',
    'a b',
    'ä',
    '%2e%2e/x',
    'Photo',
    'con',
    'a/nul.txt',
    'a.',
    'a'.repeat(201),
  ]
  it.each(REFUSED)('%j is refused by every call', async (key) => {
    await expect(storage.put(key, Buffer.from('x'))).rejects.toThrow(Invalid)
    await expect(storage.get(key)).rejects.toThrow(Invalid)
    await expect(storage.exists(key)).rejects.toThrow(Invalid)
    await expect(storage.delete(key)).rejects.toThrow(Invalid)
  })

  it.each(['a', '0', 'a.b-c_d', 'bills/2026/inv-2026-0001.pdf', `${'d/'.repeat(99)}e`])(
    '%s is one',
    async (key) => {
      await storage.put(key, Buffer.from(key))
      expect(await read(key)).toBe(key)
    },
  )

  it('is no folder', async () => {
    await storage.put('shelf/file', Buffer.from('x'))
    expect(await storage.get('shelf')).toBeNull()
    expect(await storage.exists('shelf')).toBe(false)
    expect(await storage.get('shelf/file/deeper')).toBeNull()
    await expect(storage.put('shelf', Buffer.from('y'))).rejects.toThrow()
    await expect(storage.put('shelf/file/deeper', Buffer.from('y'))).rejects.toThrow()
    expect(await read('shelf/file')).toBe('x')
    expect(draftsOnDisk()).toEqual([])
  })

  it('leads nowhere through a symbolic link', async () => {
    symlinkSync(outside, join(folder, 'linked'))
    symlinkSync(join(outside, 'secret'), join(folder, 'link'))
    await expect(storage.get('linked/secret')).rejects.toThrow('leads outside the folder')
    await expect(storage.put('linked/new', Buffer.from('x'))).rejects.toThrow('leads out')
    await expect(storage.delete('linked/secret')).rejects.toThrow('leads out')
    expect(await storage.get('link')).toBeNull()
    expect(readdirSync(outside)).toEqual(['secret'])
  })
})

describe('what a kill left half-written', () => {
  it('is removed a day later, and what is being written is not', async () => {
    const incoming = join(folder, '.incoming')
    const yesterday = Date.now() / 1000 - 25 * 60 * 60
    writeFileSync(join(incoming, 'old'), 'half')
    utimesSync(join(incoming, 'old'), yesterday, yesterday)
    writeFileSync(join(incoming, 'young'), 'half')
    await openDiskStorage(folder)
    expect(draftsOnDisk()).toEqual([join('.incoming', 'young')])
  })
})

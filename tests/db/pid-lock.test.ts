import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockFolder } from '../../src/db/pid-lock.ts'

describe('lockFolder', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'linqs-lock-'))
    file = join(folder, 'linqsclinic.pid')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('creates the folder, locks it with the process id and unlocks it', () => {
    const inside = join(folder, 'not', 'there')
    const unlock = lockFolder(inside)
    const lock = join(inside, 'linqsclinic.pid')
    expect(readFileSync(lock, 'utf8')).toBe(String(process.pid))
    unlock()
    expect(existsSync(lock)).toBe(false)
  })

  it('refuses a folder that another running process has locked, and keeps that lock', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    try {
      writeFileSync(file, String(other.pid))
      expect(() => lockFolder(folder)).toThrow(
        `${folder} is in use by process ${other.pid}. Stop that one first.`,
      )
      expect(readFileSync(file, 'utf8')).toBe(String(other.pid))
    } finally {
      other.kill('SIGKILL')
      await once(other, 'close')
    }
  })

  it('takes over the lock of a process that was killed', () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    writeFileSync(file, String(pid))
    const unlock = lockFolder(folder)
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid))
    unlock()
  })

  it.each(['', 'nonsense', '0', '-1', String(process.pid)])(
    'takes over a leftover that names no other process: %j',
    (content) => {
      writeFileSync(file, content)
      lockFolder(folder)()
      expect(existsSync(file)).toBe(false)
    },
  )
})

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'linqsclinic.pid'

/**
 * Locks a folder for this process, because the embedded database has no lock of its own and two
 * processes on one folder lose rows. The lock of a dead process is taken over, so nothing has to be
 * cleaned up after a kill. Throws when another running process has the lock. Call the returned
 * function to unlock.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, FILE)
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = Number(readFileSync(file, 'utf8'))
      if (isAlive(holder)) {
        throw new Error(`${folder} is in use by process ${holder}. Stop that one first.`)
      }
      rmSync(file, { force: true })
    }
  }
  throw new Error(`${folder} is being taken by another process.`)
}

/** A lock with our own id is left over: in a container every start has the same process id. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

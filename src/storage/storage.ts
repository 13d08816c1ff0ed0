import type { Readable } from 'node:stream'
import { invalid } from '../domain/errors.ts'

/** Where files are kept: on this machine's disk (disk.ts), or later in S3. */
export type Storage = {
  /** Stores a file completely or not at all. One that had the key before is replaced. */
  put(key: string, content: Uint8Array | Readable): Promise<void>
  /** Null when there is no such file. The caller must read the stream to its end or destroy it. */
  get(key: string): Promise<StoredFile | null>
  /** A file that is not there is deleted already. */
  delete(key: string): Promise<void>
  exists(key: string): Promise<boolean>
}

export type StoredFile = { sizeBytes: number; stream: Readable }

const LONGEST_KEY = 200

/** Small letters, since some disks take `A` and `a` for the same name. No part begins with a dot. */
const KEY = /^[a-z0-9_-][a-z0-9._-]*(\/[a-z0-9_-][a-z0-9._-]*)*$/

/** Windows opens a device by these names, whatever their ending, and drops a dot at the end. */
const REFUSED_PART = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)|\.$/

/**
 * Throws Invalid unless a key is safe as a path below a folder on any system, and as a key in S3:
 * `customers/6f1c…/photo.jpg`.
 */
export function assertKey(key: string): void {
  const isSafe =
    key.length <= LONGEST_KEY &&
    KEY.test(key) &&
    !key.split('/').some((part) => REFUSED_PART.test(part))
  if (!isSafe) throw invalid('key', 'This is not the name of a stored file.')
}

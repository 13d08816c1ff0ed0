import type { Readable } from 'node:stream'
import { invalid } from '../domain/errors.ts'

/** Stores files on this machine's disk (disk.ts), or later in S3. No room stores files yet. */
export type Storage = {
  /** Stores a file completely or not at all. Replaces an earlier file with the same key. */
  put(key: string, content: Uint8Array | Readable): Promise<void>
  /** Null when there is no such file. The caller must read the stream to its end or destroy it. */
  get(key: string): Promise<StoredFile | null>
  /** Does nothing when there is no such file. */
  delete(key: string): Promise<void>
  exists(key: string): Promise<boolean>
}

export type StoredFile = { sizeBytes: number; stream: Readable }

const MAX_KEY_LENGTH = 200

/** Lower case only, since some disks treat `A` and `a` as the same. No part begins with a dot. */
const KEY = /^[a-z0-9_-][a-z0-9._-]*(\/[a-z0-9_-][a-z0-9._-]*)*$/

/** On Windows these names open a device, with any extension, and a dot at the end is dropped. */
const REFUSED_PART = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)|\.$/

/**
 * Throws Invalid unless a key is safe as a path below a folder on any system, and as a key in S3:
 * `customers/6f1c…/photo.jpg`.
 */
export function assertKey(key: string): void {
  const isSafe =
    key.length <= MAX_KEY_LENGTH &&
    KEY.test(key) &&
    !key.split('/').some((part) => REFUSED_PART.test(part))
  if (!isSafe) throw invalid('key', 'This is not a valid file key.')
}

import { existsSync, fsyncSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import pg from 'pg'
import { type Database, overPool, types } from './connect.ts'
import { lockFolder } from './pid-lock.ts'

export type EmbeddedOptions = {
  /** The database's own folder; null keeps it in memory, for tests. */
  folder: string | null
  /** A gzipped tarball of a fresh cluster: makes the first start quick. Optional. */
  template: string | null
  onError: (error: Error) => void
}

/**
 * PostgreSQL inside this process (PGlite), behind the same pg pool as a real server. It has one
 * session: `max` must stay 1, and a client must never be destroyed inside a transaction.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const unlock = options.folder ? lockFolder(options.folder) : () => {}
  try {
    const lite = await createCluster(options)
    const pool = new pg.Pool({
      ...createPgConfig(lite),
      pipeline: true,
      types,
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: 20_000,
    })
    return overPool(pool, {
      isEmbedded: true,
      onError: options.onError,
      listen: (channel, onPayload) => lite.listen(channel, onPayload),
      close: async () => {
        await pool.end()
        await lite.close()
        unlock()
      },
    })
  } catch (error) {
    unlock()
    throw error
  }
}

async function createCluster({ folder, template }: EmbeddedOptions): Promise<PGlite> {
  const isNew = folder === null || !existsSync(join(folder, 'cluster', 'PG_VERSION'))
  return PGlite.create({
    ...(folder ? { fs: new DurableNodeFS(join(folder, 'cluster')) } : {}),
    ...(isNew && template && existsSync(template)
      ? { loadDataDir: new Blob([await readFile(template)]) }
      : {}),
    extensions: { btree_gist, pg_trgm },
    startParams: [
      ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
      '-c',
      'wal_sync_method=fsync',
      '-c',
      'shared_buffers=16MB',
    ],
  })
}

/**
 * PGlite alone never calls fsync, so a power cut could take back what was acknowledged. This gives
 * the WebAssembly file system the missing call.
 */
class DurableNodeFS extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const result = await super.init(...args)
    const preRun = result.emscriptenOpts.preRun as ((module: NodeFsModule) => void)[]
    preRun.push((module) => {
      module.NODEFS.stream_ops.fsync = (stream) => {
        if (stream.nfd !== undefined) fsyncSync(stream.nfd)
        return 0
      }
    })
    return result
  }
}

type NodeFsModule = { NODEFS: { stream_ops: { fsync?: (stream: { nfd?: number }) => number } } }

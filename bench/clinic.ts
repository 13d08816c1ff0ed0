import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SAMPLE_PASSWORD } from '../src/sample/data/staff.ts'
import { bearerAt, type FirstRequest, type Server, signInAt, startClinic } from './server.ts'

/** A clinic to measure: the environment of its server, and its name in the report. */
export type MeasuredClinic = {
  label: string
  env: Record<string, string>
  remove(): Promise<void>
}

const ADMIN = 'admin@linqs.example'

/** A clinic on a database; without a URL on an embedded one in a temporary folder. */
export async function openMeasured(databaseUrl: string | null): Promise<MeasuredClinic> {
  const folder = await mkdtemp(join(tmpdir(), 'linqs-bench-clinic-'))
  const common = { APP_SECRET: 'a secret that only a measurement has', DATA_DIR: folder }
  return {
    label: databaseUrl ? 'PostgreSQL' : 'embedded',
    env: databaseUrl ? { ...common, DATABASE_URL: databaseUrl } : common,
    remove: () => rm(folder, { recursive: true }),
  }
}

/** Runs `measure` against a server, and always stops the server afterwards. */
export async function withServer<T>(
  command: string[],
  clinic: Pick<MeasuredClinic, 'env'>,
  measure: (server: Server) => Promise<T>,
  first?: FirstRequest,
): Promise<T> {
  const server = await startClinic(command, clinic.env, first)
  try {
    return await measure(server)
  } finally {
    await server.stop()
  }
}

export function signInAsAdmin(url: string): Promise<{ Cookie: string }> {
  return signInAt(url, ADMIN, SAMPLE_PASSWORD)
}

export function tokenOfAdmin(url: string): Promise<{ Authorization: string }> {
  return bearerAt(url, ADMIN, SAMPLE_PASSWORD)
}

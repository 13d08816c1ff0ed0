import { readFile } from 'node:fs/promises'
import pg from 'pg'

/** Linux counts processor time in hundredths of a second, independent of its clock. */
const MS_A_TICK = 10

/** The processor time of each process so far, in milliseconds. */
export type ProcessorTimes = ReadonlyMap<number, number>

/** Null if the system can't say. A process that has ended counts as 0. */
export async function processorTimes(pids: readonly number[]): Promise<ProcessorTimes | null> {
  if (process.platform !== 'linux') return null
  return new Map(await Promise.all(pids.map(async (pid) => [pid, await timeOf(pid)] as const)))
}

/** The time used in between. For a process that started in between, all its time. */
export function usedBetween(before: ProcessorTimes | null, after: ProcessorTimes | null): number {
  if (!before || !after) return Number.NaN
  return [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0)
}

async function timeOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null
    throw error
  })
  if (stat === null) return 0
  // Counts the fields after the process's name, because the name may have spaces in it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_A_TICK
}

/** The processes of a PostgreSQL on this machine that serve one database. */
export async function backendsOf(databaseUrl: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    )
    return rows.map((row) => row.pid)
  } finally {
    await client.end()
  }
}

import { join } from 'node:path'
import { type AppDeps, createApp } from '../app.ts'
import { loadAssets } from '../assets.ts'
import { openNotices } from '../db/notices.ts'
import { startJobs } from '../jobs/start.ts'
import { createPrinter } from '../pdf/printer.ts'
import { ASSETS_DIR } from '../project.ts'
import { startHttpServer } from './http-server.ts'
import { say } from './say.ts'

/** Less than the ten seconds after which supervisors kill a process. */
const STOP_WITHIN_MS = 9_000

/**
 * Serves until SIGTERM or SIGINT, then finishes running requests. The caller closes the database.
 */
export async function runServer(
  deps: Omit<AppDeps, 'assets' | 'printer' | 'notices' | 'loadSample'>,
  announce: (url: string) => void,
): Promise<void> {
  const { config, clinic, log } = deps
  const printer = createPrinter({
    chromePath: config.chromePath,
    cacheDir: join(config.dataDir, 'cache'),
    log,
  })
  const [notices, assets] = await Promise.all([openNotices(deps.database), loadAssets(ASSETS_DIR)])
  const app = createApp({
    ...deps,
    notices,
    assets,
    printer,
    loadSample: async () => {
      const { loadSampleToday } = await import('../sample/load.ts')
      await loadSampleToday(clinic)
    },
  })
  const server = await startHttpServer(app.fetch, config)
  const stopped = stopSignal()
  const url = config.publicUrl ?? server.localUrl
  announce(url)
  say(`LinqsClinic ready on ${url}`)
  const jobs = startJobs(deps)

  await stopped
  say('Stopping: finishing running requests …')
  setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref()
  await notices.close()
  await Promise.all([server.drain(), jobs.stop()])
  await printer.close()
}

/** The handlers stay installed, so that a second signal has no effect. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve())
    process.on('SIGINT', () => resolve())
  })
}

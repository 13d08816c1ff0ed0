// Starts a temporary PostgreSQL, runs a command with its URL in TEST_DATABASE_URL, then deletes it:
// node scripts/with-postgres.mjs vitest run. Needs PostgreSQL's programs and Node 24.
import { spawn } from 'node:child_process'
import { startCluster } from '../tests/support/cluster.ts'

const [command, ...args] = process.argv.slice(2)
if (!command) {
  process.stderr.write('Usage: node scripts/with-postgres.mjs <command> [arguments]\n')
  process.exit(1)
}

const cluster = await startCluster()
const child = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, TEST_DATABASE_URL: cluster.url },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
const code = await new Promise((resolve) => {
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`)
    resolve(1)
  })
  child.on('exit', (status) => resolve(status ?? 1))
})
await cluster.remove()
process.exit(code)

// The demo with reload, for development: restarts the server when a source changes, and rebuilds
// the browser's files when one of their sources changes.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildAssets } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

await buildAssets()
for (const folder of ['src/client', 'src/views']) {
  watch(`${root}${folder}`, { recursive: true }, rebuildSoon)
}
const server = spawn(
  process.execPath,
  [
    `${root}node_modules/tsx/dist/cli.mjs`,
    'watch',
    '--clear-screen=false',
    '--include=static/build/manifest.json',
    'src/main.ts',
    'demo',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { NODE_ENV: 'development', ...process.env } },
)
server.on('exit', (code) => process.exit(code ?? 0))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))

let timer
function rebuildSoon() {
  clearTimeout(timer)
  timer = setTimeout(() => {
    buildAssets().catch((error) => process.stderr.write(`${error.message}\n`))
  }, 150)
}

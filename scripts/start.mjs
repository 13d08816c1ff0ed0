// Starts the server for npm start and npm run demo: builds if the build is out of date, then runs
// dist/main.js in this same process, so that signals reach it. Uses only syntax that an old Node
// can parse.
import { existsSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  fail(
    `LinqsClinic needs Node 22.12 or newer, and this is Node ${process.versions.node}. ` +
      'Start it with npm start or npm run demo, which use the Node 24 that npm install brought ' +
      'along; where there was none for this system, install Node 24.',
  )
}

const { buildAssets, buildServer, isStale } = await import('./build.mjs')
if (await isStale()) {
  if (!existsSync(new URL('../node_modules/esbuild', import.meta.url))) {
    fail('There is no build to start. Run npm install --include=dev, or npm run build first.')
  }
  process.stdout.write('Building …\n')
  await buildAssets()
  await buildServer()
}
await import('../dist/main.js')

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

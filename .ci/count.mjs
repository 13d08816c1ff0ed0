// Adds up the reports of a folder: the ten slowest files, and last the one line that counts all:
// N passed, N failed.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const RUNS = 2
const SLOWEST = 10

const [folder] = process.argv.slice(2)
const reports = readdirSync(folder).map((name) => ({
  run: basename(name, '.json'),
  ...JSON.parse(readFileSync(join(folder, name))),
}))

const slowest = reports
  .flatMap(({ run, files }) => files.map((each) => ({ run, ...each })))
  .sort((a, b) => b.seconds - a.seconds)
  .slice(0, SLOWEST)
process.stdout.write('\nThe slowest files:\n')
for (const { seconds, file, run } of slowest) {
  process.stdout.write(`${seconds.toFixed(1).padStart(7)} s  ${file}, ${run}\n`)
}

const passed = reports.reduce((sum, report) => sum + report.passed, 0)
const failed = reports.reduce(
  (sum, report) => sum + Math.max(report.failed, report.isGood ? 0 : 1),
  0,
)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
if (passed === 0 || reports.length < RUNS) process.exit(1)

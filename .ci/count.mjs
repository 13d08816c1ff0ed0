// Adds up the reports of a folder and prints the one line that counts them: N passed, N failed.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder] = process.argv.slice(2)
const reports = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name))))
const passed = reports.reduce((sum, report) => sum + report.numPassedTests, 0)
const failed = reports.reduce(
  (sum, report) => sum + Math.max(report.numFailedTests, report.success ? 0 : 1),
  0,
)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
if (passed === 0 || reports.length < 2) process.exit(1)

// A reporter of vitest: writes the counts of a run, and how long each file took, to CI_REPORT.
import { writeFileSync } from 'node:fs'

export default class Report {
  onTestRunEnd(modules, errors, reason) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state) => tests.filter((test) => test.result().state === state).length
    const report = {
      passed: count('passed'),
      failed: count('failed'),
      isGood: reason === 'passed' && errors.length === 0,
      files: modules.map((module) => ({
        file: module.relativeModuleId,
        seconds: (module.diagnostic().collectDuration + module.diagnostic().duration) / 1000,
      })),
    }
    writeFileSync(process.env.CI_REPORT, JSON.stringify(report))
  }
}

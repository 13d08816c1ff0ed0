import { CannotStart } from '../cannot-start.ts'

/** The oldest Node that Kysely, Puppeteer and Vitest work with. */
const OLDEST = [22, 12] as const

/** Refuses a Node that would fail later, inside a library and with an unclear message. */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  throw new CannotStart(
    `LinqsClinic needs Node ${OLDEST.join('.')} or newer, and this is Node ${version}. ` +
      'Start it with npm, which uses the Node 24 that came with npm install. ' +
      'If there is none for this system, install Node 24.',
  )
}

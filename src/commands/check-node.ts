import { CannotStart } from '../cannot-start.ts'

/** Kysely, Puppeteer and Vitest need it. */
const LEAST = [22, 12] as const

/** Refuses a Node that would fail later, in a library and with a message that helps nobody. */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return
  throw new CannotStart(
    `LinqsClinic needs Node ${LEAST.join('.')} or newer, and this is Node ${version}. ` +
      'Start it with npm, which uses the Node 24 that npm install brought along; ' +
      'where there was none for this system, install Node 24.',
  )
}

import module from 'node:module'
import { join } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import { checkNode } from './commands/check-node.ts'
import { PROJECT_DIR } from './project.ts'

/**
 * Imported when they are called, so that an old Node is refused before it loads their libraries.
 */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  serve: async () => (await import('./commands/serve.ts')).serve(),
  demo: async (args) => (await import('./commands/demo.ts')).demo(args),
  migrate: async () => (await import('./commands/migrate.ts')).migrate(),
  check: async () => (await import('./commands/check.ts')).check(),
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = { demo: ['--fresh'] }

const USAGE = `Usage:
  serve            serves the clinic (npm start)
  demo [--fresh]   serves the sample clinic; --fresh starts it over
  migrate          brings the database up to date
  check            compares the columns that repeat other rows with those rows`

/** Deleted by each build. If it can't be written, each start compiles again. */
const COMPILED_DIR = join(PROJECT_DIR, 'dist', 'compiled')

async function main([name = 'serve', ...args]: string[]): Promise<void> {
  checkNode(process.versions.node)
  module.enableCompileCache(COMPILED_DIR)
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  const unknown = args.find((arg) => !OPTIONS[name]?.includes(arg))
  if (!command || unknown !== undefined) throw new CannotStart(USAGE)
  await command(args)
}

try {
  await main(process.argv.slice(2))
  process.exit()
} catch (error) {
  const isExpected = error instanceof CannotStart
  process.stderr.write(`${isExpected ? error.message : (error as Error).stack}\n`)
  process.exit(1)
}

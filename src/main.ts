import { checkNode } from './commands/check-node.ts'
import { CannotStart } from './config.ts'

/** Loaded when they are called, so that an old Node is refused before it meets their libraries. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  serve: async () => (await import('./commands/serve.ts')).serve(),
  demo: async (args) => (await import('./commands/demo.ts')).demo(args),
  migrate: async () => (await import('./commands/migrate.ts')).migrate(),
  check: async () => (await import('./commands/check.ts')).check(),
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = { demo: ['--fresh'] }

const USAGE = `Usage:
  serve            the clinic (npm start)
  demo [--fresh]   the sample clinic; --fresh starts it over
  migrate          brings the database up to date
  check            proves the columns that repeat other rows`

async function main([name = 'serve', ...args]: string[]): Promise<void> {
  checkNode(process.versions.node)
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

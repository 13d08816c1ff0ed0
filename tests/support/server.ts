import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { inject, onTestFinished } from 'vitest'
import { PROJECT_DIR } from '../../src/project.ts'

export type CommandResult = { code: number | null; output: string }

export type RunningServer = {
  url: string
  process: ChildProcess
  /** What it printed so far. */
  lines: string[]
  /** Sends a signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>
}

const READY = /^LinqsClinic ready on (\S+)$/
const READY_WITHIN_MS = 60_000

type Environment = Record<string, string>

/** Runs the built server's command line to its end. */
export async function runCommand(args: string[], env: Environment): Promise<CommandResult> {
  const { child, lines } = launch(args, env)
  const [code] = await once(child, 'close')
  return { code, output: lines.join('\n') }
}

/** Starts the built server on a free port and waits until it serves. */
export async function startServer(args: string[], env: Environment): Promise<RunningServer> {
  const { child, lines, ready } = launch(args, { PORT: '0', HOST: '127.0.0.1', ...env })
  const ended = once(child, 'close')
  const url = await Promise.race([
    ready,
    ended.then(() => undefined),
    delay(READY_WITHIN_MS, undefined, { ref: false }),
  ])
  if (url === undefined) {
    child.kill('SIGKILL')
    throw new Error(`the server did not start:\n${lines.join('\n')}`)
  }
  return {
    url,
    process: child,
    lines,
    async end(signal) {
      child.kill(signal)
      const [code] = await ended
      return code
    },
  }
}

/** Starts the built server and kills it after so many milliseconds, however far it is. */
export async function killWhileStarting(
  args: string[],
  env: Environment,
  afterMs: number,
): Promise<void> {
  const { child } = launch(args, { PORT: '0', HOST: '127.0.0.1', ...env })
  const ended = once(child, 'close')
  await delay(afterMs)
  child.kill('SIGKILL')
  await ended
}

function launch(args: string[], env: Environment) {
  const failure = inject('buildFailure')
  if (failure) throw new Error(`the server could not be built: ${failure}`)
  const child = spawn(process.execPath, [join(PROJECT_DIR, 'dist', 'main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...env },
  })
  // A test that fails half-way leaves no server behind.
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const ready = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        const url = READY.exec(line)?.[1]
        if (url) resolve(url)
      })
    }
  })
  return { child, lines, ready }
}

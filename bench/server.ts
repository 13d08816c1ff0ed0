import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { PROJECT_DIR } from '../src/project.ts'

export type Server = {
  url: string
  process: ChildProcess
  /** Milliseconds from the start of the process to its first answer. */
  firstAnswerMs: number
  /** Milliseconds from the start of the process to its line *ready*. */
  readyMs: Promise<number>
  stop(): Promise<void>
}

const START_WITHIN_MS = 60_000
const ASK_EVERY_MS = 2

export type FirstRequest = { path: string; headers?: Record<string, string> }

/** Starts the built server like `npm start`, and sends requests until one is answered with 200. */
export function startClinic(
  command: string[],
  env: Record<string, string>,
  first: FirstRequest = { path: '/healthz' },
): Promise<Server> {
  return startServer([join(PROJECT_DIR, 'dist', 'main.js'), ...command], env, first)
}

/** Starts a script that serves on 127.0.0.1 at PORT. */
export async function startServer(
  script: string[],
  env: Record<string, string>,
  first: FirstRequest,
): Promise<Server> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const started = performance.now()
  const child = spawn(process.execPath, script, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...env,
    },
  })
  const output: string[] = []
  const ended = once(child, 'close')
  const readyMs = new Promise<number>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output.push(text)
        if (output.join('').includes('LinqsClinic ready on')) resolve(performance.now() - started)
      })
    }
  })
  async function stop(): Promise<void> {
    child.kill('SIGTERM')
    await ended
  }
  while ((await statusOf(url + first.path, first.headers)) !== 200) {
    if (child.exitCode !== null || performance.now() - started > START_WITHIN_MS) {
      child.kill('SIGKILL')
      throw new Error(`the server did not start:\n${output.join('')}`)
    }
    await delay(ASK_EVERY_MS)
  }
  return { url, process: child, firstAnswerMs: performance.now() - started, readyMs, stop }
}

/** The status of an answer over a new connection; 0 if the server doesn't listen yet. */
function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent: false, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', () => resolve(0))
  })
}

/** The memory of a process now, in megabytes; null if the system can't say. */
export async function memoryOf(child: ChildProcess): Promise<number | null> {
  if (process.platform !== 'linux') return null
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

/** Signs in on the sign-in page and returns the cookie header of a browser. */
export async function signInAt(url: string, email: string, password: string) {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Origin: url },
    body: new URLSearchParams({ email, password }),
  })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0]
  if (answer.status !== 303 || !cookie) throw new Error(`signing in answered ${answer.status}`)
  return { Cookie: cookie }
}

/** Gets an access token and returns the header for calls of the next fifteen minutes. */
export async function bearerAt(url: string, email: string, password: string) {
  const answer = await fetch(`${url}/v1/auth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (!answer.ok) throw new Error(`the API's sign-in answered ${answer.status}`)
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return { Authorization: `Bearer ${token}` }
}

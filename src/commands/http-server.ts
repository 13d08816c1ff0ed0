import type { Server, ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { CannotStart } from '../cannot-start.ts'
import type { Config } from '../config.ts'

export type HttpServer = {
  /** Where a browser on this machine finds it. */
  localUrl: string
  /** Takes no more, and comes back when what was running is answered. */
  drain(): Promise<void>
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

const REQUEST_TIMEOUT_MS = 60_000
/** Long enough for a client that keeps its connection to hear that it is closed. */
const LAST_CALL_MS = 500
const FINISH_MS = 5_000

export async function startHttpServer(
  fetch: Fetch,
  config: Pick<Config, 'host' | 'port'>,
): Promise<HttpServer> {
  const server = createAdaptorServer({ fetch }) as Server
  server.requestTimeout = REQUEST_TIMEOUT_MS
  const drain = drainer(server)
  await listen(server, config)
  const { port } = server.address() as AddressInfo
  return { localUrl: `http://${hostOf(config.host)}:${port}`, drain }
}

function listen(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new CannotStart(reasonOf(error, host, port))))
    server.listen(port, host, resolve)
  })
}

function reasonOf(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is in use. Stop what uses it, or set PORT to another one.`
  }
  if (error.code === 'EACCES') return `Port ${port} is not for this user. Set PORT to another one.`
  return `The server can't listen on HOST ${host}, PORT ${port}: ${error.message}.`
}

function hostOf(host: string): string {
  if (['0.0.0.0', '127.0.0.1', '::', '::1'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/**
 * Node closes the connections that look idle along with the server, and so cuts off the request
 * that is already on its way on one. Here they stay for one more answer, which ends them.
 */
function drainer(server: Server): () => Promise<void> {
  const open = new Set<ServerResponse>()
  let isDraining = false
  server.prependListener('request', (_request, response) => {
    if (isDraining) response.setHeader('Connection', 'close')
    open.add(response)
    response.once('close', () => open.delete(response))
  })
  return async () => {
    isDraining = true
    for (const response of open) {
      if (!response.headersSent) response.setHeader('Connection', 'close')
    }
    const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve))
    await delay(LAST_CALL_MS)
    // From an immediate, which comes after what has arrived is read: on a busy machine that is late.
    const sweep = setInterval(() => setImmediate(() => server.closeIdleConnections()), 50)
    await Promise.race([closed, delay(FINISH_MS, undefined, { ref: false })])
    clearInterval(sweep)
    server.closeAllConnections()
  }
}

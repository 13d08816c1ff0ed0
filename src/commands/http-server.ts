import type { Server, ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createAdaptorServer } from '@hono/node-server'
import { CannotStart } from '../cannot-start.ts'
import type { Config } from '../config.ts'

export type HttpServer = {
  /** The address for a browser on this machine. */
  localUrl: string
  /** Stops accepting requests, and resolves when all running ones are answered. */
  drain(): Promise<void>
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

const REQUEST_TIMEOUT_MS = 60_000
/** Long enough for a client with an open connection to learn that it will be closed. */
const CLOSE_NOTICE_MS = 500
const MAX_DRAIN_MS = 5_000

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
    return `Port ${port} is in use. Stop the program that uses it, or set PORT to another one.`
  }
  if (error.code === 'EACCES') {
    return `This user may not use port ${port}. Set PORT to another one.`
  }
  return `The server can't listen on HOST ${host}, PORT ${port}: ${error.message}.`
}

function hostOf(host: string): string {
  if (['0.0.0.0', '127.0.0.1', '::', '::1'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/**
 * When Node closes a server, it also closes connections that look idle, and cuts off a request that
 * is already on its way. Here such a connection stays open for one more response, which ends it.
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
    await delay(CLOSE_NOTICE_MS)
    // An immediate runs after the data that has arrived is read; on a busy machine that takes long.
    const sweep = setInterval(() => setImmediate(() => server.closeIdleConnections()), 50)
    await Promise.race([closed, delay(MAX_DRAIN_MS, undefined, { ref: false })])
    clearInterval(sweep)
    server.closeAllConnections()
  }
}

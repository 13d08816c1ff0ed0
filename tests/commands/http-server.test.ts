import { Agent, get } from 'node:http'
import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { startHttpServer } from '../../src/commands/http-server.ts'
import { limitBody } from '../../src/routes/http/body-limit.ts'
import type { Env } from '../../src/routes/http/environment.ts'

const LOCAL = { host: '127.0.0.1', port: 0 }

describe('listening', () => {
  it('gives the address for a browser on this machine', async () => {
    const server = await startHttpServer(() => new Response('here'), { host: '0.0.0.0', port: 0 })
    expect(server.localUrl).toMatch(/^http:\/\/localhost:\d+$/)
    expect(await (await fetch(server.localUrl)).text()).toBe('here')
    await server.drain()
  })

  it('refuses a port in use in one clear sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    await expect(startHttpServer(() => new Response(), { ...LOCAL, port })).rejects.toThrow(
      `Port ${port} is in use. Stop the program that uses it, or set PORT to another one.`,
    )
    other.close()
  })

  it('names the host that it can’t listen on', async () => {
    const start = startHttpServer(() => new Response(), { host: '192.0.2.1', port: 0 })
    await expect(start).rejects.toThrow("The server can't listen on HOST 192.0.2.1, PORT 0")
  })
})

describe('a body that is too large', () => {
  it('is answered with 413 for a client that sends all of it first', {
    timeout: 60_000,
  }, async () => {
    const app = new Hono<Env>()
    app.use(async (c, next) => {
      c.set('request', { id: 'r', door: 'api', ip: null })
      await next()
    })
    app.post('/v1', limitBody('Too large.'), (c) => c.text('taken'))
    const server = await startHttpServer(app.fetch, LOCAL)
    const { port } = new URL(server.localUrl)
    const send = (size: number) => post(Number(port), size)
    expect(await send(1000)).toMatch(/^HTTP\/1\.1 200 [\s\S]*taken$/)
    for (const size of [1_100_000, 5_000_000, 20_000_000]) {
      for (let turn = 0; turn < 3; turn++) {
        const answer = await send(size)
        expect(answer).toMatch(/^HTTP\/1\.1 413 /)
        expect(answer).toMatch(/\r\nconnection: close\r\n/i)
        expect(answer).toContain('"detail":"Too large."')
      }
      const answer = await fetch(`${server.localUrl}/v1`, {
        method: 'POST',
        body: new Uint8Array(size),
      })
      expect(answer.status).toBe(413)
    }
    await server.drain()
  })
})

/** Writes the whole request, and only then reads the answer. */
async function post(port: number, size: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.pause()
  const head = `POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n`
  socket.write(`${head}${size < 2000 ? 'Connection: close\r\n' : ''}\r\n`)
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.write(Buffer.alloc(size), () => resolve())
  })
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

describe('draining', () => {
  it('finishes running requests and accepts no more', async () => {
    const server = await startHttpServer(async () => {
      await delay(600)
      return new Response('finished')
    }, LOCAL)
    const running = fetch(server.localUrl)
    await delay(50)
    const drained = server.drain()
    const response = await running
    expect(response.headers.get('connection')).toBe('close')
    expect(await response.text()).toBe('finished')
    await drained
    await expect(fetch(server.localUrl)).rejects.toThrow()
  })

  it('answers clients with open connections up to the last request', async () => {
    const server = await startHttpServer(async () => {
      await delay(5)
      return new Response('yes')
    }, LOCAL)
    const agent = new Agent({ keepAlive: true, maxSockets: 20 })
    let isDrained = false
    const failures: string[] = []
    const clients = Array.from({ length: 20 }, async () => {
      while (!isDrained) {
        const outcome = await askOnce(server.localUrl, agent)
        if (outcome === REFUSED) return
        if (outcome !== 'yes') failures.push(outcome)
      }
    })
    await delay(300)
    await server.drain()
    isDrained = true
    await Promise.all(clients)
    agent.destroy()
    expect(failures).toEqual([])
  })

  it('cuts off requests that do not end', { timeout: 15_000 }, async () => {
    const server = await startHttpServer(() => new Promise(() => {}), LOCAL)
    const stuck = fetch(server.localUrl)
    const outcome = expect(stuck).rejects.toThrow()
    await delay(50)
    const started = performance.now()
    await server.drain()
    expect(performance.now() - started).toBeLessThan(7_000)
    await outcome
  })
})

const REFUSED = 'refused'

function askOnce(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve(body))
    })
    // A connection that was not accepted before the server stopped listening is reset, not refused.
    request.on('error', (error: NodeJS.ErrnoException) => {
      resolve(request.reusedSocket ? (error.code ?? error.message) : REFUSED)
    })
  })
}

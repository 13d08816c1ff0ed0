import { Agent, get } from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startHttpServer } from '../../src/commands/http-server.ts'

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

import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

const PAUSE_MS = 500

export type Listen = (
  channel: string,
  onPayload: (payload: string) => void,
  /** Called after a lost connection is back: notifications in between were missed. */
  onGap: () => void,
) => Promise<() => Promise<void>>

/** Listens on a connection of its own, and reconnects when it breaks. */
export function listenOverServer(url: string, onError: (error: Error) => void): Listen {
  return async (channel, onPayload, onGap) => {
    let client: pg.Client | null = null
    let isStopped = false

    async function connect(): Promise<void> {
      const next = new pg.Client({
        connectionString: url,
        keepAlive: true,
        connectionTimeoutMillis: 3_000,
        application_name: 'linqsclinic events',
      })
      next.on('error', onError)
      next.on('notification', ({ payload }) => onPayload(payload ?? ''))
      await next.connect()
      await next.query(`listen ${pg.escapeIdentifier(channel)}`)
      client = next
      next.once('end', () => void reconnect())
    }

    async function reconnect(): Promise<void> {
      while (!isStopped) {
        await delay(PAUSE_MS, undefined, { ref: false })
        try {
          await connect()
          return onGap()
        } catch (error) {
          onError(error as Error)
        }
      }
    }

    await connect()
    return async () => {
      isStopped = true
      await client?.end()
    }
  }
}

import type { PoolClient } from 'pg'
import type { Database } from '../../src/db/connect.ts'

export type Traffic = { messages: number; waits: number }

/**
 * Counts the statements that a call sends, and how often it waits for an answer before it sends
 * more. Statements that are sent while nothing new has been answered share one wait.
 */
export async function countWaits(
  { pool }: Pick<Database, 'pool'>,
  call: () => Promise<unknown>,
): Promise<Traffic> {
  const traffic = { messages: 0, waits: 0 }
  let answered = 0
  const stops = new Map<PoolClient, () => void>()
  const onAcquire = (client: PoolClient) => {
    if (stops.has(client)) return
    const unanswered: number[] = []
    const onSend = () => {
      traffic.messages++
      traffic.waits = Math.max(traffic.waits, answered + 1)
      unanswered.push(answered + 1)
    }
    const onAnswer = () => {
      answered = Math.max(answered, unanswered.shift() ?? 0)
    }
    stops.set(client, follow(client, onSend, onAnswer))
  }
  pool.on('acquire', onAcquire)
  try {
    await call()
    return traffic
  } finally {
    pool.off('acquire', onAcquire)
    for (const stop of stops.values()) stop()
  }
}

/** Calls back at each statement that goes out, with values or without, and at each answer. */
function follow({ connection }: PoolClient, onSend: () => void, onAnswer: () => void): () => void {
  const { query, execute } = connection
  connection.query = (...args) => {
    onSend()
    query.apply(connection, args)
  }
  connection.execute = (...args) => {
    onSend()
    execute.apply(connection, args)
  }
  // First of all: at an answer the client may send what it has held back.
  connection.prependListener('readyForQuery', onAnswer)
  return () => {
    Object.assign(connection, { query, execute })
    connection.off('readyForQuery', onAnswer)
  }
}

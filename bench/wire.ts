import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export type Traffic = {
  /** Statements that were sent. */
  messages: number
  /** How often the server waited for an answer before it sent more. */
  waits: number
}

export type Wire = {
  /** The address of the database through this proxy. */
  url: string
  /** Counts the messages while a call runs. */
  count(call: () => Promise<void>): Promise<Traffic>
  close(): Promise<void>
}

/** Delays answers, so that all statements of one wait are sent before the first answer. */
const DISTANCE_MS = 12

/** Message types: a statement without values, one with values, and the end of its answer. */
const [QUERY, EXECUTE, READY] = ['Q', 'E', 'Z']

type Counted = Traffic & { answered: number }

/** A proxy in front of the database that counts messages, for one call at a time. */
export async function openWire(databaseUrl: string): Promise<Wire> {
  const { hostname, port } = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let counted: Counted = { messages: 0, waits: 0, answered: 0 }

  const server = createServer((client) => {
    const database = connect(Number(port || 5432), hostname)
    const unanswered: { of: Counted; wait: number }[] = []
    const onSent = messageReader({ hasStartup: true }, (type) => {
      if (type !== QUERY && type !== EXECUTE) return
      const wait = counted.answered + 1
      counted.messages++
      counted.waits = Math.max(counted.waits, wait)
      unanswered.push({ of: counted, wait })
    })
    const onAnswered = messageReader({ hasStartup: false }, (type) => {
      const statement = type === READY ? unanswered.shift() : undefined
      if (statement) statement.of.answered = Math.max(statement.of.answered, statement.wait)
    })
    join(client, database, sockets)
    client.on('data', (bytes: Buffer) => {
      onSent(bytes)
      database.write(bytes)
    })
    database.on('data', async (bytes: Buffer) => {
      await delay(DISTANCE_MS)
      onAnswered(bytes)
      client.write(bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(own) }).href,
    async count(call) {
      counted = { messages: 0, waits: 0, answered: 0 }
      const own = counted
      await call()
      return { messages: own.messages, waits: own.waits }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** When one socket ends, ends the other as well. */
function join(client: Socket, database: Socket, sockets: Set<Socket>): void {
  for (const socket of [client, database]) {
    sockets.add(socket.setNoDelay(true))
    // A socket that is cut off also emits `close`.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      client.destroy()
      database.destroy()
    })
  }
}

/** Reads the bytes of one direction and calls back with the type of each message. */
function messageReader(
  { hasStartup }: { hasStartup: boolean },
  onMessage: (type: string) => void,
): (bytes: Buffer) => void {
  // The first message of a client has no type.
  let typeBytes = hasStartup ? 0 : 1
  let rest: Buffer = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= typeBytes + 4) {
      const length = typeBytes + rest.readUInt32BE(typeBytes)
      if (rest.length < length) return
      if (typeBytes === 1) onMessage(rest.toString('latin1', 0, 1))
      typeBytes = 1
      rest = rest.subarray(length)
    }
  }
}

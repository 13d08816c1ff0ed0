declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  export type Request = {
    method?: string
    path?: string
    headers?: Record<string, string>
    body?: string
    setupRequest?: (request: Request) => Request
  }

  export type Options = {
    url: string
    connections: number
    duration: number
    timeout?: number
    requests?: Request[]
  }

  /** Emits `response` (client, status, bytes, milliseconds) and `reqError`. */
  export type Instance = EventEmitter & { stop(): void }

  export default function autocannon(options: Options, done: () => void): Instance
}

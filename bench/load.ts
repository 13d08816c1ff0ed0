import autocannon from 'autocannon'

export type Call = {
  method?: 'GET' | 'POST' | 'PATCH'
  path: string
  body?: unknown
}

export type Load = {
  /** Answers per second with a status of 200 to 299. */
  perSecond: number
  p50: number
  p99: number
  answered: number
  /** The number of answers with another status, and below the first one's text. */
  refused: number
  statuses: Record<number, number>
  failed: number
}

/**
 * Keeps a number of connections busy for some seconds. `next` makes the n-th call; when it has no
 * more, the load ends early, and its rate is that of the shorter time.
 */
export function putLoadOn(
  target: { url: string; headers: Record<string, string> },
  next: (n: number) => Call | null,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Load> {
  return new Promise((resolve) => {
    const times: number[] = []
    const statuses: Record<number, number> = {}
    let [sent, refused, failed, isOver] = [0, 0, 0, false]
    const started = performance.now()
    let last = started
    const instance = autocannon(
      {
        url: target.url,
        connections,
        duration: seconds,
        timeout: 60,
        requests: [
          {
            setupRequest: (request) => {
              const call = next(sent++)
              if (call) return { ...request, ...requestOf(call, target.headers) }
              isOver = true
              setImmediate(() => instance.stop())
              return { ...request, method: 'GET', path: '/healthz' }
            },
          },
        ],
      },
      () =>
        resolve({
          perSecond: ((times.length - refused) * 1000) / (last - started || 1),
          p50: percentile(times, 50),
          p99: percentile(times, 99),
          answered: times.length,
          refused,
          statuses,
          failed,
        }),
    )
    instance.on('response', (_client, status: number, _bytes, millis: number) => {
      if (isOver) return
      last = performance.now()
      times.push(millis)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (status < 200 || status > 299) refused++
    })
    instance.on('reqError', () => failed++)
  })
}

function requestOf({ method = 'GET', path, body }: Call, headers: Record<string, string>) {
  if (body === undefined) return { method, path, headers }
  const json = { ...headers, 'Content-Type': 'application/json' }
  return { method, path, headers: json, body: JSON.stringify(body) }
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const index = Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))
  return sorted[index] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

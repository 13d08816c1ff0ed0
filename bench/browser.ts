import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { gunzipSync } from 'node:zlib'

export type Answer = {
  status: number
  headers: IncomingHttpHeaders
  /** After decompression. */
  body: Buffer
  /** As sent, before decompression. */
  sentBytes: number
  millis: number
}

/** Sends requests over one connection that stays open, as a browser does. */
export type Browser = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** Sends a form and follows its redirect. */
  post(
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<Answer>
  close(): void
}

export function openBrowser(url: string, cookie: Record<string, string>): Browser {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  function ask(
    path: string,
    headers: Record<string, string>,
    body: URLSearchParams | null,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const started = performance.now()
      const call = request(
        url + path,
        {
          agent,
          method: body ? 'POST' : 'GET',
          headers: {
            ...cookie,
            'Accept-Encoding': 'gzip',
            ...(body ? { Origin: url, 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => {
            const millis = performance.now() - started
            const sent = Buffer.concat(chunks)
            const isZipped = response.headers['content-encoding'] === 'gzip'
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: isZipped ? gunzipSync(sent) : sent,
              sentBytes: sent.byteLength,
              millis,
            })
          })
        },
      )
      call.on('error', reject)
      call.end(body?.toString())
    })
  }

  return {
    get: (path, headers = {}) => ask(path, headers, null),
    async post(path, fields, headers = {}) {
      const answer = await ask(path, headers, new URLSearchParams(fields))
      const { location } = answer.headers
      if (answer.status !== 303 || !location) return answer
      const shown = await ask(location, headers, null)
      return { ...shown, millis: answer.millis + shown.millis }
    },
    close: () => agent.destroy(),
  }
}

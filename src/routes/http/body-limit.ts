import type { MiddlewareHandler } from 'hono'
import type { Env } from './environment.ts'
import { answerProblem } from './errors.tsx'

const MAX_BODY_BYTES = 1024 * 1024

/** What is read of a refused body, and for how long, before it is answered. */
const MAX_DISCARDED_BYTES = 32 * 1024 * 1024
const MAX_DISCARD_MS = 10_000

/**
 * Refuses a body of more than 1 MB with 413. It reads the rest of the body before it answers, because
 * many clients read no answer while they are sending, and report a broken connection instead.
 */
export function limitBody(detail: string): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { body, headers } = c.req.raw
    if (!body) return next()
    const announced = headers.has('Transfer-Encoding') ? null : headers.get('Content-Length')
    if (announced !== null && Number(announced) <= MAX_BODY_BYTES) return next()
    const bytes = await readAll(body.getReader())
    if (bytes) {
      c.req.raw = new Request(c.req.raw, { body: bytes })
      return next()
    }
    // What is left of a longer body can't be told from the next request.
    c.header('Connection', 'close')
    return answerProblem(c, { status: 413, title: 'Too large', detail })
  }
}

/** The whole body, or null if it is too large: then its bytes are read and thrown away. */
async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>) {
  const deadline = Date.now() + MAX_DISCARD_MS
  const chunks: Uint8Array[] = []
  let size = 0
  while (size <= MAX_DISCARDED_BYTES && Date.now() < deadline) {
    const { done, value } = await reader.read()
    if (done) return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks)
    size += value.length
    if (size <= MAX_BODY_BYTES) chunks.push(value)
    else chunks.length = 0
  }
  return null
}

import { serve } from '@hono/node-server'
import { Hono } from 'hono'

// What this Node and this machine can answer at all: a process of its own, as the clinic's is.
const app = new Hono().get('/healthz', (c) => c.text('hello'))
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })

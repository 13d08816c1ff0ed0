import { serve } from '@hono/node-server'
import { Hono } from 'hono'

// The limit of this Node and machine: a server that only says hello, in its own process.
const app = new Hono().get('/healthz', (c) => c.text('hello'))
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })

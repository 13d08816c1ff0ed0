import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import pg from 'pg'

// The least that a page with a database takes from its start: hello.mjs with one query of one row.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
const app = new Hono().get('/', async (c) => {
  const { rows } = await pool.query('select name from branches limit 1')
  return c.text(rows[0].name)
})
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })

import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { proxy } from 'hono/proxy'

/** A minimal proxy to compare with: Hono's own helper and a fixed token. */
const [, , upstream = ''] = process.argv
const app = new Hono().all('*', (context) =>
  proxy(upstream + context.req.path, { headers: { authorization: 'Bearer a-token' } }),
)
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`bare on http://127.0.0.1:${port}\n`)
})

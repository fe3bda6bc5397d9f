import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { createHandler } from '../src/handler.ts'
import { createLog } from '../src/log.ts'
import { createMetrics } from '../src/metrics.ts'
import { problem, VAULT } from './system.ts'

test('a connection that is refused elsewhere is not told as a database that does not answer', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 192.0.2.1:443'), { code: 'ECONNREFUSED' })
  const handle = createHandler({
    routes: new Hono().get('/sdk/elsewhere', () => Promise.reject(refused)),
    metrics: createMetrics(new Set(), false),
    log: createLog('silent'),
    now: () => Date.now(),
  })
  const answer = await handle(new Request(`${VAULT}/sdk/elsewhere`))
  expect(await problem(answer)).toMatchObject({ status: 500, code: 'internal_error' })
})

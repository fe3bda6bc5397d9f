import { Hono } from 'hono'
import { equalDigests, sha256 } from './crypto/hash.ts'
import type { Metrics } from './metrics.ts'
import { ProblemError } from './problem.ts'
import type { Storage } from './storage/open.ts'

export interface OperationParts {
  storage: Storage
  metrics: Metrics
  /** Without a token there are no metrics. */
  metricsToken: string | undefined
  /** Whether the vault is stopping. */
  isClosing: () => boolean
}

/** Routes for operators: `/health` for load balancers, `/metrics` for Prometheus. */
export function operationRoutes({ storage, metrics, metricsToken, isClosing }: OperationParts): Hono {
  return new Hono()
    .get('/health', async (context) => {
      if (isClosing()) return context.json({ status: 'closing' }, 503)
      try {
        await storage.selectFrom('dataKeys').select('id').limit(1).execute()
        return context.json({ status: 'ok' })
      } catch {
        return context.json({ status: 'database_unreachable' }, 503)
      }
    })
    .get('/metrics', async (context) => {
      const token = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
      if (metricsToken === undefined || !equalDigests(sha256(token), sha256(metricsToken))) {
        throw new ProblemError('not_found', 'There is nothing at this address.')
      }
      return context.body(await metrics.text(), 200, { 'content-type': metrics.contentType })
    })
}

import { STATUS_CODES } from 'node:http'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { WatchCache } from './bounded.ts'
import type { AuditEvent } from './audit-event.ts'
import { measureProcess } from './process-metrics.ts'

/** Counts events in Prometheus' text format. Labels hold no values that callers make up. */
export interface Metrics {
  /** @param request `route` is the pattern of the route, not the path */
  recordRequest(request: { method: string; route: string; status: number; seconds: number }): void
  recordEvent(event: Pick<AuditEvent, 'app' | 'provider' | 'action' | 'outcome'>): void
  /** Records that a provider gave no tokens for a refresh. */
  recordRefusal(refusal: { app: string; provider: string; subject: 'grant' | 'client' | 'outage' }): void
  /** Records that an identity issuer gave no keys. */
  recordKeyOutage(app: string): void
  auditRowsLost: Counter
  /** Broken audit chains, by app. */
  auditChainFaults: Counter<'app'>
  alteredRows: Counter
  /** Shows the number of entries of a cache, under the cache's name. */
  watchCache: WatchCache
  contentType: string
  text(): Promise<string>
  close(): void
}

/**
 * @param providers ids that may become labels
 * @param ofProcess whether to measure the process too, which takes a timer until the metrics are closed
 */
export function createMetrics(providers: ReadonlySet<string>, ofProcess: boolean): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'alter_vault_request_duration_seconds',
    help: 'Until the headers of the answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const events = new Counter({
    name: 'alter_vault_events_total',
    help: 'Uses, connections, refreshes and revocations, by outcome: ok, denied, failed.',
    labelNames: ['app', 'provider', 'action', 'outcome'],
    registers,
  })
  const refusals = new Counter({
    name: 'alter_vault_refresh_refusals_total',
    help: 'Refreshes that brought no tokens, by what the provider spoke of: the grant, the client, or its own outage.',
    labelNames: ['app', 'provider', 'subject'],
    registers,
  })
  const keyOutages = new Counter({
    name: 'alter_vault_identity_key_failures_total',
    help: 'Times that an identity issuer gave no keys when it was asked.',
    labelNames: ['app'],
    registers,
  })
  const auditRowsLost = new Counter({
    name: 'alter_vault_audit_rows_lost_total',
    help: 'Audit rows that could not be written.',
    registers,
  })
  const auditChainFaults = new Counter({
    name: 'alter_vault_audit_chain_faults_total',
    help: 'Times that the head of an audit chain was found gone, changed or set back.',
    labelNames: ['app'],
    registers,
  })
  const alteredRows = new Counter({
    name: 'alter_vault_altered_rows_total',
    help: 'Rows of the database that somebody other than the vault wrote: they are refused. Above 0 is an attack.',
    registers,
  })
  const caches: { cache: string; entries: () => number }[] = []
  void new Gauge({
    name: 'alter_vault_cache_entries',
    help: 'What is kept in memory from one request to another, or while it is under way; each kind has a bound.',
    labelNames: ['cache'],
    registers,
    collect() {
      this.reset()
      for (const { cache, entries } of caches) this.inc({ cache }, entries())
    },
  })
  const close = ofProcess ? measureProcess(registry) : () => undefined
  return {
    recordRequest({ method, route, status, seconds }) {
      requests.observe(
        { method: METHODS.has(method) ? method : 'other', route, status: statusLabel(status) },
        seconds,
      )
    },
    recordEvent({ app, provider, action, outcome }) {
      const known = provider === null ? 'none' : providers.has(provider) ? provider : 'other'
      events.inc({ app, provider: known, action, outcome })
    },
    recordRefusal: (refusal) => refusals.inc(refusal),
    recordKeyOutage: (app) => keyOutages.inc({ app }),
    auditRowsLost,
    auditChainFaults,
    alteredRows,
    watchCache: (cache, entries) => void caches.push({ cache, entries }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
    close,
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** A provider may answer with any status. Unusual ones are counted by their class. */
function statusLabel(status: number): string {
  return status in STATUS_CODES ? String(status) : `${Math.floor(status / 100)}xx`
}

import { type Admission, createAdmission } from '../admission.ts'
import type { WatchCache } from '../bounded.ts'
import { createMetrics, type Metrics } from '../metrics.ts'
import { addressRule } from '../outbound/address.ts'
import { createOutbound, type Outbound } from '../outbound/outbound.ts'
import { createLogSeldom, type LogSeldom } from '../seldom.ts'
import { type Count, createCounter } from '../storage/counter.ts'
import { createLeases, type Leases } from '../storage/lease.ts'
import { createStanding, type Standing } from '../storage/standing.ts'
import type { Foundation } from './foundation.ts'

/** What every room may use: the foundation, outgoing calls, metrics, and what vaults on one database share. */
export interface Ground extends Foundation {
  outbound: Outbound
  metrics: Metrics
  watch: WatchCache
  admission: Admission
  leases: Leases
  standing: Standing
  count: Count
  logSeldom: LogSeldom
  /**
   * Reports a row that the vault did not write.
   * @param what the kind of row, with its article
   */
  onAltered: (what: string, ids: Record<string, string>) => void
}

export function wireGround(foundation: Foundation): Ground {
  const { settings, storage, signals, log, now } = foundation
  const outbound = createOutbound(
    addressRule(settings.allowPrivateNetwork),
    settings.providerTimeout,
    undefined,
    settings.egressProxy,
  )
  const providers = new Set(settings.apps.flatMap((app) => [...app.providers.keys()]))
  const metrics = createMetrics(providers, settings.metricsToken !== undefined)
  const admission = createAdmission()
  const logSeldom = createLogSeldom(log, now)
  const leases = createLeases(storage, signals, now)
  const watch = metrics.watchCache
  watch('origins', outbound.origins)
  watch('requests', admission.underWay)
  watch('leases waited for', leases.waiting)

  function onAltered(what: string, ids: Record<string, string>): void {
    metrics.alteredRows.inc()
    const bounded = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, id.slice(0, 64)]))
    const said = `${what} in the database was altered by somebody other than the vault, so it is refused`
    logSeldom('error', JSON.stringify(bounded), bounded, said)
  }
  return {
    ...foundation,
    outbound,
    metrics,
    watch,
    admission,
    leases,
    standing: createStanding(storage),
    count: createCounter(storage, now),
    logSeldom,
    onAltered,
  }
}

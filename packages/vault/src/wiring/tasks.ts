import { sweepAudit } from '../audit/sweep.ts'
import { sweepAgentDelegations } from '../grants/end-agent-delegations.ts'
import { sweepEnds } from '../grants/sweep-ends.ts'
import { sweepDeletions } from '../identity/deleted.ts'
import { sweepAgents } from '../identity/keys/agent-store.ts'
import { sweepKeys } from '../identity/keys/key-store.ts'
import { findWrongClock } from '../storage/clock-check.ts'
import { sweepCounters } from '../storage/counter.ts'
import type { Task } from '../upkeep.ts'
import { bringDeliveriesForward, forgetUnheard } from '../webhooks/sender.ts'
import type { Rooms } from './rooms.ts'

const SWEEP_INTERVAL = 3_600_000
/** Sweep of sessions and counters. It is frequent, because callers create these. Milliseconds. */
const SHORT_SWEEP = 60_000
/** The longest time until a request that an operator approved on the command line is sent. Milliseconds. */
const APPROVED_INTERVAL = 2000
/** The longest time until a new data key seals. Milliseconds. */
const KEY_INTERVAL = 30_000
/** Milliseconds. */
const CLOCK_INTERVAL = 600_000
/** How exact the time of a key's last use is. Milliseconds. */
const KEY_USE_INTERVAL = 60_000

/** The tasks that the rooms run from time to time. */
export function wireTasks(rooms: Rooms): Task[] {
  const { ground, identity, grants, approvals, logos, sessions, wallet } = rooms
  const { settings, storage, keyring, leases, outbound, log, now } = ground
  const { store, revocations, agentDelegations } = grants
  const { auditLife } = settings
  const apps = settings.apps.map(({ id }) => id)
  const sweepParts = { storage, leases, log, auditKey: (app: string) => keyring.auditKey(app) }
  async function forgetAudit(signal: AbortSignal): Promise<void> {
    if (auditLife !== null) await sweepAudit(sweepParts, now() - auditLife, signal)
  }
  async function checkClock(): Promise<void> {
    // The machine's own clock: a test may give the vault another one.
    const fault = await findWrongClock(storage, settings.database, () => Date.now())
    if (fault !== null) log.error(fault)
  }
  const endParts = { storage, store, noteEvent: rooms.webhooks.noteEvent, log, now }
  return [
    { name: 'sessions', every: SHORT_SWEEP, run: (signal) => sessions.sweep(signal) },
    {
      name: 'deliveries',
      every: SHORT_SWEEP,
      run: () => bringDeliveriesForward(storage, apps, outbound, now()),
    },
    { name: 'provider revocations', every: SHORT_SWEEP, run: (signal) => revocations.retry(signal) },
    { name: 'grants that end', every: SHORT_SWEEP, run: (signal) => sweepEnds(endParts, signal) },
    {
      name: 'delegations of deleted agents',
      every: SHORT_SWEEP,
      run: (signal) => sweepAgentDelegations(agentDelegations, signal),
    },
    {
      name: 'events of apps without a webhook',
      every: SWEEP_INTERVAL,
      run: () => forgetUnheard(storage, settings.apps, now()),
    },
    { name: 'sign-ins to the Wallet', every: SWEEP_INTERVAL, run: () => wallet.sweep() },
    { name: 'approved calls', every: APPROVED_INTERVAL, run: (signal) => approvals.goOn(signal) },
    { name: 'approvals', every: SHORT_SWEEP, run: (signal) => approvals.sweep(signal) },
    { name: 'rate counters', every: SHORT_SWEEP, run: () => sweepCounters(storage, now) },
    { name: 'deleted users', every: SWEEP_INTERVAL, run: () => sweepDeletions(storage, now()) },
    { name: 'key uses', every: KEY_USE_INTERVAL, run: () => identity.keys.writeUses() },
    { name: 'ended keys', every: SWEEP_INTERVAL, run: () => sweepKeys(storage, now()) },
    { name: 'deleted agents', every: SWEEP_INTERVAL, run: () => sweepAgents(storage, now()) },
    { name: 'logos of apps', every: SWEEP_INTERVAL, run: () => logos.load() },
    { name: 'audit', every: SWEEP_INTERVAL, run: forgetAudit },
    { name: 'clock', every: CLOCK_INTERVAL, run: checkClock },
    { name: 'data keys', every: KEY_INTERVAL, run: () => keyring.reload() },
  ]
}

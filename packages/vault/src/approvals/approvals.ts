import { setTimeout as sleep } from 'node:timers/promises'
import type { Hono } from 'hono'
import type { WatchCache } from '../bounded.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { PROBLEM_STATUS } from '@alter/protocol'
import { ProblemError } from '../problem.ts'
import type { Callers } from '../identity/caller.ts'
import type { AskApproval } from '../proxy/use.ts'
import type { Post } from '../webhooks/post.ts'
import type { StoredApproval } from './approval.ts'
import { createAskApproval } from './ask.ts'
import { type ChainParts, createChain } from './chain.ts'
import { alteredProblem, decide, type DecideParts, type Decider, type Decision, findFor } from './decide.ts'
import { createApprovalEvents } from './events.ts'
import { end, execute, type ExecuteParts, giveUp } from './execute.ts'
import { approvalRoutes } from './routes.ts'
import type { SealedRequest } from './sealed-request.ts'
import { contentOf, queryOf, type ShownApproval, summaryOf } from './shown.ts'
import { createApprovalStore } from './store.ts'
import { goOn, sweepApprovals } from './upkeep.ts'
import { createWaiting } from './waiting.ts'

/** Requests that wait for a human's yes: asking, deciding, sending and forgetting. */
export interface Approvals {
  /** Puts a proxied call to a human instead of sending it. */
  ask: AskApproval
  /** The routes with which the asker follows an approval. */
  routes: Hono
  /**
   * Writes a decision and, after the last yes, starts to send. Waits a few seconds for the answer, so that the result
   * usually shows the end. Throws as {@link decide} does.
   */
  decide(id: string, who: Decider, decision: Decision): Promise<ShownApproval>
  /**
   * One approval with its body. Throws `not_found` for an approval of somebody else, and `approval_failed` for an
   * altered one.
   */
  describeForApprover(id: string, who: Decider): Promise<ShownApproval>
  /**
   * Approvals that wait for one person's yes, the first to expire first, without bodies. `users` are the ids that the
   * apps know the person by.
   */
  waitingFor(users: readonly string[]): Promise<ShownApproval[]>
  /** Sends what was approved in another process, and ends what a dead process was sending. */
  goOn(signal: AbortSignal): Promise<void>
  /** Ends approvals whose time is over, and forgets old ones. */
  sweep(signal: AbortSignal): Promise<void>
  /** Starts nothing new. Resolves when nothing is being sent. */
  close(): Promise<void>
}

export interface ApprovalParts
  extends
    Omit<ChainParts, 'tokens' | 'grants'>,
    Omit<ExecuteParts, 'store' | 'chain' | 'noteEvent' | 'onAltered'>,
    Pick<DecideParts, 'audit' | 'onAltered'> {
  keyring: Keyring
  callers: Callers
  post: Post
  publicUrl: string
}

/** How long a decision waits for the request to be sent and answered. Milliseconds. */
const PATIENCE = 3000

export function createApprovals(parts: ApprovalParts, watch: WatchCache): Approvals {
  const { storage, keyring, publicUrl, now, onAltered } = parts
  const store = createApprovalStore(storage, keyring)
  const noteEvent = createApprovalEvents(parts.post, publicUrl)
  const plainChain = createChain({ ...parts, grants: parts.use.grants, tokens: parts.use.tokens })
  const waiting = createWaiting()
  const running = new Map<string, Promise<void>>()
  let closed = false
  watch('approvals waited for', waiting.size)
  watch('approved calls under way', () => running.size)

  /** An approval ends when its key, agent, user, grant or delegation ends. */
  async function assertStands(approval: StoredApproval): Promise<void> {
    try {
      await plainChain.assertStands(approval)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code === 'unavailable') throw error
      await end({ store, noteEvent, now }, approval, { status: 'expired', failure: error.code })
      // The key belongs to the program that asked, not to the human who decides. A 401 would send the human to sign in.
      if (PROBLEM_STATUS[error.code] !== 401 && error.code !== 'insufficient_scope') throw error
      throw new ProblemError('session_ended', `Nothing is sent. ${error.message}`, {}, error)
    }
  }
  const chain = { ...plainChain, assertStands }
  const executeParts: ExecuteParts = { ...parts, store, chain: plainChain, noteEvent }

  function start(id: string): Promise<void> {
    const known = running.get(id)
    if (known) return known
    if (closed) return Promise.resolve()
    const done = execute(executeParts, id).finally(() => {
      running.delete(id)
      waiting.notify(id)
    })
    running.set(id, done)
    return done
  }
  async function agentName({ agentId }: StoredApproval): Promise<string | null> {
    if (agentId === null) return null
    const row = await storage
      .selectFrom('agents')
      .select('displayName')
      .where('id', '=', agentId)
      .executeTakeFirst()
    return row?.displayName ?? null
  }
  /** Throws when the approval has lost what it depends on, or when its request does not open. */
  async function assertSendable(approval: StoredApproval): Promise<void> {
    await assertStands(approval)
    await requestOf(approval)
  }
  function requestOf(approval: StoredApproval): Promise<SealedRequest | null> {
    return store.request(approval).catch((error: unknown) => {
      onAltered(approval.id, approval.appId)
      parts.log.error(
        { err: error, approval: approval.id },
        'the sealed request of an approval cannot be opened',
      )
      throw alteredProblem(approval.id)
    })
  }
  async function summary(approval: StoredApproval, query: string): Promise<ShownApproval> {
    return summaryOf(approval, query, await agentName(approval), now())
  }
  async function describeForApprover(id: string, who: Decider): Promise<ShownApproval> {
    const approval = await findFor({ store, onAltered }, id, who)
    return shown(approval)
  }
  async function shown(approval: StoredApproval): Promise<ShownApproval> {
    const request = await requestOf(approval)
    if (request === null) return summary(approval, '')
    return { ...(await summary(approval, queryOf(request))), ...contentOf(request) }
  }
  const upkeep = {
    storage,
    store,
    chain,
    noteEvent,
    onAltered,
    start: (id: string) => void start(id),
    giveUp: async (id: string) => {
      if (!running.has(id)) await giveUp(executeParts, id)
    },
    log: parts.log,
    now,
  }

  return {
    ask: createAskApproval({
      store,
      callers: parts.callers,
      noteEvent,
      publicUrl,
      now,
    }),
    routes: approvalRoutes({ callers: parts.callers, store, waiting, publicUrl, now }),
    async decide(id, who, decision) {
      const decided = await decide(
        { store, noteEvent, audit: parts.audit, onAltered, assertStands: assertSendable, now },
        id,
        who,
        decision,
      )
      if (decided.status === 'approved') {
        const patience = new AbortController()
        await Promise.race([
          start(id),
          sleep(PATIENCE, undefined, { signal: patience.signal }).catch(() => undefined),
        ])
        patience.abort()
      }
      waiting.notify(id)
      return describeForApprover(id, who)
    },
    describeForApprover,
    async waitingFor(users) {
      const found = await store.waitingFor(users, now())
      return Promise.all(found.map((approval) => summary(approval, '')))
    },
    goOn: (signal) => goOn(upkeep, signal),
    sweep: (signal) => sweepApprovals(upkeep, signal),
    async close() {
      closed = true
      waiting.close()
      await Promise.allSettled(running.values())
    },
  }
}

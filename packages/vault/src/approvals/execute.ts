import { HEADER } from '@alter/protocol'
import type { Audit } from '../audit-event.ts'
import type { Caller, Callers } from '../identity/caller.ts'
import type { CallingAgent } from '../identity/keys/agent.ts'
import { readInTime } from '../input.ts'
import type { Log } from '../log.ts'
import { ProblemError } from '../problem.ts'
import { noteUse, type NotedUse } from '../proxy/noted.ts'
import { toResponse } from '../proxy/response.ts'
import { useGrant, type UseParts } from '../proxy/use.ts'
import { insist } from '../storage/insist.ts'
import type { Lease, Leases } from '../storage/lease.ts'
import type { StoredApproval } from './approval.ts'
import type { Chain } from './chain.ts'
import type { NoteApprovalEvent } from './events.ts'
import { KEPT } from './kept.ts'
import type { SealedAnswer, SealedRequest } from './sealed-request.ts'
import type { ApprovalChanges, ApprovalStore } from './store.ts'

export interface ExecuteParts {
  /** The proxy's parts: an approved call is sent like any other. */
  use: Omit<UseParts, 'callers' | 'askApproval'>
  store: ApprovalStore
  chain: Chain
  leases: Leases
  noteEvent: NoteApprovalEvent
  onAltered: (id: string, appId: string) => void
  audit: Audit
  strictAudit: boolean
  auditPaths: boolean
  log: Log
  now: () => number
}

/** The largest answer that is kept for the asker. Bytes. */
const LARGEST_ANSWER = 1_048_576

/** Error code of a request that was sent and whose answer is unknown. */
export const UNKNOWN = 'outcome_unknown'

/**
 * Sends an approved request once, from the vault that holds the lease. The row says `executing` before the request is
 * sent, so a vault that finds such a row without a lease must not send it again. Never throws.
 */
export async function execute(parts: ExecuteParts, id: string): Promise<void> {
  const { leases, log } = parts
  try {
    const lease = await leases.take(leaseOf(id), 0)
    if (!lease) return
    try {
      await run(parts, id, lease)
    } finally {
      await lease.release()
    }
  } catch (error) {
    log.error({ err: error, approval: id }, 'an approved call could not be made yet')
  }
}

/** Ends a request that a dead process was sending. Sends nothing. */
export async function giveUp(parts: ExecuteParts, id: string): Promise<void> {
  const lease = await parts.leases.take(leaseOf(id), 0)
  // Another process is sending it.
  if (!lease) return
  try {
    const found = await parts.store.find(id)
    if (found?.intact && found.approval.status === 'executing') {
      await end(parts, found.approval, { status: 'failed', failure: UNKNOWN })
    }
  } finally {
    await lease.release()
  }
}

function leaseOf(id: string): string {
  return `approval ${id}`
}

async function run(parts: ExecuteParts, id: string, lease: Lease): Promise<void> {
  const { store, onAltered, now } = parts
  const found = await store.find(id)
  if (!found) return
  if (!found.intact) {
    onAltered(found.id, found.appId)
    return store.discard(id)
  }
  const { approval } = found
  if (approval.status !== 'approved') return
  if (approval.expiresAt <= now()) return void (await end(parts, approval, { status: 'expired' }))
  const request = await store.request(approval).catch((error: unknown) => {
    parts.log.error({ err: error, approval: id }, 'the sealed request of an approval cannot be opened')
    return null
  })
  if (request === null) {
    onAltered(id, approval.appId)
    return void (await end(parts, approval, { status: 'failed', failure: 'altered' }))
  }
  await send(parts, approval, request, lease)
}

async function send(
  parts: ExecuteParts,
  approval: StoredApproval,
  sealed: SealedRequest,
  lease: Lease,
): Promise<void> {
  const { chain, store } = parts
  let current = approval
  let isSent = false
  let noted: NotedUse | undefined
  try {
    const app = chain.appOf(approval)
    let agent = await chain.agentOf(approval)
    const chosen = await chain.chosenFor(approval)
    const { user, ip, url } = sealed
    const caller: Caller = {
      app,
      user,
      get agent() {
        return agent
      },
    }
    const callers = confirming(chain, approval, (asItIs) => (agent = asItIs))
    const request = toRequest(sealed)
    noted = noteUse(parts, caller, approval.keyId, request)
    noted.asked({
      target: url,
      choice: { grant: approval.grantId },
      reason: approval.reason,
      trace: traceOf(sealed),
    })
    noted.found(chosen)
    const use = noted
    const used = await useGrant(
      { ...parts.use, callers, askApproval: askedTwice },
      { caller, ...chosen, ip: ip ?? undefined, target: url, approvedBy: approval.approvedBy },
      request,
      {
        async intended() {
          const executing = await store.change(approval, { status: 'executing' })
          if (!executing) throw new OvertakenError(`approval ${approval.id} was changed meanwhile`)
          current = executing
          await use.intended()
        },
        sending() {
          isSent = true
          use.sending()
        },
        answered: (status) => use.answered(status),
      },
    )
    const response = toResponse(used, sealed.method)
    noted.succeeded(used.url, response.status)
    const answer = await answerOf(response, parts.use.providerTimeout)
    await end(parts, current, { status: 'executed', responseStatus: response.status }, lease, answer)
  } catch (error) {
    if (error instanceof OvertakenError) return
    noted?.failed(error)
    // Nothing was sent, so a later round tries again.
    if (current.status !== 'executing' && passes(error)) throw error
    await end(parts, current, { status: 'failed', failure: failureOf(error, isSent) }, lease)
  }
}

/** Another process changed the approval before the request was sent. */
class OvertakenError extends Error {
  override readonly name = 'OvertakenError'
}

/** Problems that leave open whether the provider carried out the request. */
const UNSURE = new Set(['provider_unreachable', 'provider_timeout', 'internal_error'])
/** Problems that pass by themselves. */
const PASSING = new Set(['unavailable', 'token_refresh_in_progress'])

/** Whether the error is temporary and says nothing about the approval itself. */
function passes(error: unknown): boolean {
  return !(error instanceof ProblemError) || PASSING.has(error.code)
}

function failureOf(error: unknown, isSent: boolean): string {
  if (!(error instanceof ProblemError)) return isSent ? UNKNOWN : 'internal_error'
  return isSent && UNSURE.has(error.code) && !wasNeverConnected(error) ? UNKNOWN : error.code
}

/** Error codes of a connection that was never made: nothing can have arrived. */
const UNCONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function wasNeverConnected({ cause }: ProblemError): boolean {
  return cause instanceof Error && 'code' in cause && UNCONNECTED.has(String(cause.code))
}

/** Writes the end of an approval and retries until it is stored, because what was sent cannot be taken back. */
export async function end(
  parts: Pick<ExecuteParts, 'store' | 'noteEvent' | 'now'>,
  approval: StoredApproval,
  ending: ApprovalChanges & { status: StoredApproval['status'] },
  lease?: Lease,
  answer?: SealedAnswer,
): Promise<StoredApproval | null> {
  const { store, noteEvent, now } = parts
  const changes = { ...ending, endedAt: now(), keptUntil: now() + KEPT }
  return insist(() =>
    store.change(
      approval,
      changes,
      async (transaction, changed) => {
        // A decision has already had its event.
        if (approval.decidedAt === null) await noteEvent(transaction, 'approval.decided', changed)
        await lease?.release(transaction)
      },
      answer,
    ),
  )
}

/**
 * Confirms everything the approval depends on, where the proxy would confirm only the caller's key.
 * @param tellAgent receives the agent as it stands now, because its rules may have changed
 */
function confirming(
  chain: Chain,
  approval: StoredApproval,
  tellAgent: (agent: CallingAgent | null) => void,
): Pick<Callers, 'confirmedWith'> {
  async function assertStands(): Promise<void> {
    tellAgent(await chain.agentOf(approval))
    await chain.chosenFor(approval)
  }
  return {
    async confirmedWith(_, meanwhile) {
      const [stands, found] = await Promise.allSettled([assertStands(), meanwhile])
      if (stands.status === 'rejected') throw stands.reason
      if (found.status === 'rejected') throw found.reason
      return found.value
    },
  }
}

function askedTwice(): Promise<ProblemError> {
  return Promise.resolve(new ProblemError('internal_error', 'This was approved already.'))
}

function toRequest({ method, headers, body }: SealedRequest): Request {
  const bytes = body === null ? null : Buffer.from(body, 'base64')
  const sent = new Headers(headers)
  // With a known length the proxy reads the body whole instead of streaming it.
  if (bytes !== null) sent.set('content-length', String(bytes.byteLength))
  return new Request('http://vault.invalid/sdk/proxy', { method, headers: sent, body: bytes })
}

function traceOf({ trace }: SealedRequest) {
  return {
    run: trace.run ?? undefined,
    tool: trace.tool ?? undefined,
    context: trace.context ?? undefined,
    client: trace.client ?? undefined,
  }
}

/** `undefined` when the answer is too long to keep, or breaks off. The approval is `executed` either way. */
async function answerOf(response: Response, timeout: number): Promise<SealedAnswer | undefined> {
  try {
    const bytes = await readInTime(response.body && iterate(response.body), LARGEST_ANSWER, timeout)
    if (bytes === null) return undefined
    response.headers.delete(HEADER.renewed)
    return {
      status: response.status,
      headers: [...response.headers],
      body: response.body === null ? null : bytes.toString('base64'),
    }
  } catch {
    return undefined
  }
}

async function* iterate(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield chunk
}

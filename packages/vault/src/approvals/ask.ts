import { randomUUID } from 'node:crypto'
import { HEADER } from '@alter/protocol'
import type { Kysely } from 'kysely'
import { hasWallet } from '../config/has-wallet.ts'
import { isoTime } from '../grants/grant.ts'
import { noSuchGrant } from '../grants/select.ts'
import type { Callers } from '../identity/caller.ts'
import { readInTime } from '../input.ts'
import { printableLabel } from '../label.ts'
import type { OutgoingBody } from '../policies/outgoing-body.ts'
import type { Use } from '../policies/placed.ts'
import { ProblemError, invalidField } from '../problem.ts'
import { readCall } from '../proxy/call.ts'
import { requestHeaders } from '../proxy/headers.ts'
import type { AskApproval, Unapproved } from '../proxy/use.ts'
import { holdApp } from '../storage/hold-app.ts'
import { holdUsers } from '../storage/hold-users.ts'
import type { Tables } from '../storage/schema.ts'
import { approvalUrl, askerOf, type StoredApproval } from './approval.ts'
import type { NoteApprovalEvent } from './events.ts'
import type { SealedRequest } from './sealed-request.ts'
import type { ApprovalStore } from './store.ts'

export interface AskParts {
  store: ApprovalStore
  callers: Pick<Callers, 'keyName'>
  noteEvent: NoteApprovalEvent
  publicUrl: string
  now: () => number
}

/** The largest body that can wait for an approval. Bytes. */
const LARGEST_BODY = 1_048_576
/** How long reading such a body may take. Milliseconds. */
const LONGEST_TAKE = 30_000
/** The longest reason that is shown to a human. Characters. */
const LONGEST_REASON = 500

/** Open approvals at most: of one user, of one agent, and of one app over all users and agents. */
const MOST = { user: 50, agent: 100, app: 1000 }
/** The same for a user's only open approval, so that a few users cannot keep all others from asking. */
const MOST_WITH_FIRST = { ...MOST, agent: 200, app: 2000 }
/** `retry_after` of a refusal for too many open approvals: by then one of them may have ended. Seconds. */
const RETRY_AFTER = 60

/** Creates the function that stores a call, sealed, until a human has decided about it. */
export function createAskApproval(parts: AskParts): AskApproval {
  const { store, noteEvent, publicUrl, now } = parts
  return async (unapproved) => {
    const { use, need } = unapproved
    const reason = readReason(unapproved.request)
    const [approver, nextApprover = null] = need.approvers
    if (need.approvers.includes('user')) assertAskable(use)
    const request = await sealable(unapproved)
    const at = now()
    const approval: StoredApproval = {
      ...askerOf(use.caller),
      id: randomUUID(),
      userId: use.grant.userId,
      grantId: use.grant.id,
      provider: use.grant.provider,
      delegationId: use.delegation?.id ?? null,
      keyId: parts.callers.keyName(unapproved.request) ?? '',
      approver,
      nextApprover,
      approvedBy: [],
      rule: need.rule === null ? null : printableLabel(need.rule, 100),
      method: use.method,
      host: use.url.host,
      path: use.url.pathname,
      reason,
      status: 'pending',
      responseStatus: null,
      createdAt: at,
      expiresAt: at + need.ttl * 1000,
      decidedAt: null,
      denialReason: null,
      failure: null,
      endedAt: null,
      keptUntil: null,
      seal: '',
    }
    await store.insert(approval, request, async (transaction, stored) => {
      await assertFew(transaction, stored)
      await assertUserExists(transaction, stored)
      await noteEvent(transaction, 'approval.requested', stored)
    })
    return requiredProblem(approval, publicUrl)
  }
}

/** The problem document that tells the caller that a human is asked first. */
export function requiredProblem(approval: StoredApproval, publicUrl: string): ProblemError {
  const url = approvalUrl(publicUrl, approval)
  const who = url === undefined ? 'the operator of the vault' : 'the user'
  return new ProblemError('approval_required', `Nothing was sent yet: ${who} must say yes first.`, {
    approval_id: approval.id,
    ...(url !== undefined && { approval_url: url }),
    expires_at: isoTime(approval.expiresAt),
    grant_id: approval.grantId,
    provider: approval.provider,
  })
}

function readReason(request: Request): string {
  const reason = printableLabel(readCall(request).reason ?? '', LONGEST_REASON + 1)
  if (reason === '') {
    throw invalidField(HEADER.reason, 'a human must say yes to this call, so send a reason for it')
  }
  if (Array.from(reason).length <= LONGEST_REASON) return reason
  throw invalidField(
    HEADER.reason,
    `the reason, which a human reads, may have at most ${LONGEST_REASON} characters`,
  )
}

/**
 * Refuses a rule that nobody can answer. Such a rule may have been stored before the app lost its Wallet, or may apply
 * to the app's own grants.
 */
function assertAskable({ caller, grant }: Use): void {
  if (grant.userId !== '' && hasWallet(caller.app)) return
  const reason =
    grant.userId === ''
      ? 'the grant belongs to the app itself, so no user can say yes'
      : 'the app has no Wallet in which the user can say yes: set identity.client_id'
  throw new ProblemError('policy_violation', `The user must say yes to this call, but ${reason}.`, {
    policy_error: { policy: `grant ${grant.id}`, type: 'require_approval', reason },
    grant_id: grant.id,
    provider: grant.provider,
  })
}

async function sealable({ use, request }: Unapproved): Promise<SealedRequest> {
  const { method, url, headers, ip, caller, provider } = use
  const passed = headers.get(HEADER.pass)
  const { trace } = readCall(request)
  const body = await bytesOf(use.body)
  return {
    method,
    url: url.href,
    headers: [
      ...Object.entries(requestHeaders(headers, provider)).filter(([name]) => name !== 'content-length'),
      ...(passed === null ? [] : [[HEADER.pass, passed] as [string, string]]),
    ],
    body: body?.toString('base64') ?? null,
    ip: ip ?? null,
    user: caller.user,
    trace: {
      run: trace.run ?? null,
      tool: trace.tool ?? null,
      context: trace.context ?? null,
      client: trace.client ?? null,
    },
  }
}

async function bytesOf(body: OutgoingBody): Promise<Buffer | null> {
  if (body.kind === 'none') return null
  const bytes =
    body.kind === 'buffered' ? body.bytes : await readInTime(iterate(body.stream), LARGEST_BODY, LONGEST_TAKE)
  if (bytes !== null && bytes.byteLength <= LARGEST_BODY) return bytes
  throw new ProblemError(
    'body_too_large',
    `A human must say yes to this call, so its body may have at most ${LARGEST_BODY} bytes.`,
  )
}

async function* iterate(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) yield chunk
}

/** A user who was deleted while the body was read must leave no request behind. */
async function assertUserExists(transaction: Kysely<Tables>, { userId, grantId }: StoredApproval) {
  if (userId === '' || (await holdUsers(transaction, [userId])) > 0) return
  throw noSuchGrant(grantId)
}

/**
 * Counts after the row was written. Writers of one app wait for each other, because PostgreSQL hides uncommitted rows
 * and simultaneous requests would exceed the limit together.
 */
async function assertFew(transaction: Kysely<Tables>, { appId, userId, agentId }: StoredApproval) {
  await holdApp(transaction, appId)
  const waiting = transaction
    .selectFrom('approvals')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('appId', '=', appId)
    .where('endedAt', 'is', null)
  const ofUser = waiting.where('userId', '=', userId)
  const isFirst = userId !== '' && (await ofUser.executeTakeFirstOrThrow()).count === 1
  const limits = isFirst ? MOST_WITH_FIRST : MOST
  const counts = [
    { most: limits.app, whose: 'this app', rows: waiting },
    ...(agentId === null
      ? []
      : [{ most: limits.agent, whose: 'this agent', rows: waiting.where('agentId', '=', agentId) }]),
    ...(userId === '' ? [] : [{ most: limits.user, whose: 'this user', rows: ofUser }]),
  ]
  for (const { most, whose, rows } of counts) {
    const { count } = await rows.executeTakeFirstOrThrow()
    if (count <= most) continue
    throw new ProblemError(
      'rate_limited',
      `${most} calls of ${whose} already wait for a yes: ask again when some of them are decided.`,
      { retry_after: RETRY_AFTER },
    )
  }
}

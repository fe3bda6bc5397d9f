import { Readable } from 'node:stream'
import type { Approver } from '@alter/protocol'
import { assertMayHold } from '../grants/agent-scopes.ts'
import { assertUsable, type StoredGrant } from '../grants/grant.ts'
import { requireProvider } from '../grants/select.ts'
import { hiddenMethodOf } from '../policies/hidden-method.ts'
import type { Use } from '../policies/placed.ts'
import type { ApprovalNeed } from '../policies/require-approval.ts'
import { ProblemError } from '../problem.ts'
import { fillProvider, mayHaveMoved } from '../providers/fill.ts'
import { missingScopes, type Provider } from '../providers/provider.ts'
import type { Content } from './content.ts'
import { type AuthorizeParts, type Authorizer, authorizer } from './authorize.ts'
import { discard } from './discard.ts'
import type { Answer } from './forward.ts'
import type { HeldBodies, HeldBody } from './held-bodies.ts'
import { withRepair } from './repair.ts'
import { refusesScope, saysInBody } from './scope.ts'
import { isAllowed, parseTarget } from './target.ts'
import { createSender, type Progress, type SendParts } from './send.ts'
import { cutAnswer, type Streams } from './streams.ts'
import { takeBody } from './take-body.ts'
import { isWithin } from '../within.ts'

/** A use that needs a human's yes. */
export interface Unapproved {
  use: Use
  need: ApprovalNeed
  /** The caller's request. Its body is in the use. */
  request: Request
}

/**
 * Stores a use until a human decides. Resolves with the problem that tells the caller so, or why that is not possible.
 */
export type AskApproval = (unapproved: Unapproved) => Promise<ProblemError>

export interface UseParts extends AuthorizeParts, SendParts {
  askApproval: AskApproval
  heldBodies: HeldBodies
  now: () => number
}

/** What a use asks for. */
export interface Asked extends Pick<Use, 'caller' | 'grant' | 'delegation' | 'ip'> {
  target: string
  /** Approvers who said yes to exactly this request. Such a request is sent only once, and follows no redirect. */
  approvedBy?: readonly Approver[] | undefined
}

/** The result of a use. */
export interface Used {
  answer: Answer
  content: Content
  url: URL
  /** Whether the token was refused and refreshed, so that the caller's next try may succeed. */
  renewed: boolean
}

/** Sends a request with the credential of a grant. Throws the problem that tells why it may not be sent. */
export async function useGrant(
  parts: UseParts,
  asked: Asked,
  request: Request,
  progress: Progress,
): Promise<Used> {
  const { caller, grant } = asked
  const held = parts.heldBodies.begin({ app: caller.app.id, user: grant.userId, grant: grant.id })
  try {
    return await useWith(parts, asked, request, { progress, held })
  } finally {
    held.release()
  }
}

async function useWith(
  parts: UseParts,
  asked: Asked,
  request: Request,
  { progress, held }: { progress: Progress; held: HeldBody },
): Promise<Used> {
  const { caller, target, approvedBy } = asked
  const authorize = authorizer(parts, request)
  const grant = await whereItIs(parts, asked, request)
  const provider = fillProvider(requireProvider(caller.app, grant.provider), grant.fields)
  const url = parseTarget(target, provider.api_hosts)
  if (provider.strict_scopes) assertScopes(grant, provider)
  assertMayHold(caller.agent, provider, grant)
  assertUsable(grant)
  const bare = withoutBody(asked, request, { provider, grant, url })
  const use = await withAllowedBody(parts, bare, request, held)
  if (use.body.kind !== 'none' || approvedBy !== undefined) authorize.waited()
  const token = await parts.tokens.current(grant, provider)
  const sender = createSender(parts, { use, authorize, progress, signal: request.signal })
  const { repeatable } = sender
  const done = await withRepair(parts.tokens, { grant, provider, token, repeatable }, sender.send).catch(
    (error: unknown) => {
      sender.stop()
      throw error
    },
  )
  const { answer, renewed } = done
  progress.answered(answer.statusCode)
  if (refusesScope(answer, provider.scope_rules)) {
    discard(answer.body)
    throw scopeProblem(grant, provider)
  }
  const content = done.content === undefined ? await sender.read(answer) : done.content
  const refusal = provider.scope_refusal
  if (refusal?.status === answer.statusCode && saysInBody(answer, content, refusal)) {
    throw scopeProblem(grant, provider)
  }
  if (content instanceof Readable) passOnWhileAllowed(parts.streams, answer.body, bare, authorize)
  return { answer, content, url, renewed }
}

/**
 * Takes the body and asks the rules. Throws the problem that tells which rule refuses the use, or that a human must say
 * yes first.
 */
async function withAllowedBody(
  { policies, askApproval }: UseParts,
  bare: Use,
  request: Request,
  held: HeldBody,
): Promise<Use> {
  const body = await takeBody(request, {
    held,
    async isLookedInto() {
      if (!policies.looksInto(bare)) return false
      await policies.assertOpen(bare)
      return true
    },
  })
  const use: Use = { ...bare, body, hiddenMethod: hiddenMethodOf(body) }
  if (use.approvedBy !== undefined) {
    // The request was counted when it was first made.
    await policies.assertStillAllowed(use)
    return use
  }
  await policies.assertAllowed(use)
  const need = policies.approvalNeeded(use)
  if (need !== null) throw await askApproval({ use, need, request })
  return use
}

/** A function of its own, because a closure in the caller would keep the body of the request. */
function passOnWhileAllowed(streams: Streams, body: Readable, bare: Use, authorize: Authorizer): void {
  cutAnswer(streams, { body, grant: bare.grant.id }, () => authorize.again(bare, bare.url))
}

/**
 * The grant, refreshed if only a refresh can tell whether its provider has moved it to the requested host. Any other
 * host is refused later.
 */
async function whereItIs(
  { tokens, grants, policies, now }: UseParts,
  asked: Asked,
  request: Request,
): Promise<StoredGrant> {
  const { caller, grant, target } = asked
  const plain = requireProvider(caller.app, grant.provider)
  const url = URL.parse(target)
  const isRecent = isWithin(RECENT, grant.updatedAt, now())
  if (url === null || isRecent || grant.refreshToken === null || !mayHaveMoved(plain, url)) return grant
  const provider = fillProvider(plain, grant.fields)
  if (isAllowed(url, provider.api_hosts)) return grant
  assertUsable(grant)
  assertMayHold(caller.agent, provider, grant)
  // A caller whom a rule refuses must not cause a request to the provider. Whether a human must say yes is asked later,
  // when it is known where the request goes.
  await policies.assertOpen(withoutBody(asked, request, { provider, grant, url }))
  await tokens.after(grant, provider, await tokens.current(grant, provider))
  return (await grants.current(grant)) ?? grant
}

/** The use before its body has been read. */
function withoutBody(
  { caller, delegation, ip, approvedBy }: Asked,
  { method, headers }: Request,
  { provider, grant, url }: Pick<Use, 'provider' | 'grant' | 'url'>,
): Use {
  const body = { kind: 'none' } as const
  return {
    caller,
    provider,
    grant,
    delegation,
    ip,
    method,
    url,
    headers,
    body,
    hiddenMethod: hiddenMethodOf(body),
    approvedBy,
  }
}

/**
 * How long after a grant's last change a wrong host causes no refresh, so that repeated calls cause few refreshes.
 * Milliseconds.
 */
const RECENT = 60_000

function assertScopes(grant: StoredGrant, provider: Provider): void {
  if (missingScopes(provider, provider.required_scopes, grant.scopes).length > 0)
    throw scopeProblem(grant, provider)
}

function scopeProblem(grant: StoredGrant, provider: Provider): ProblemError {
  const missing_scopes = missingScopes(provider, provider.required_scopes, grant.scopes)
  const which = missing_scopes.join(', ') || 'more than the app asked for'
  return new ProblemError(
    'scope_reauth_required',
    `${grant.accountIdentifier} has not given the permissions that this call needs (${which}): connect it again.`,
    { missing_scopes, provider: provider.id, grant_id: grant.id },
  )
}

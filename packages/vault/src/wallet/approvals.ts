import type { WalletApproval, WalletDenial } from '@alter/protocol'
import { z } from 'zod'
import type { Approvals } from '../approvals/approvals.ts'
import type { ShownApproval } from '../approvals/shown.ts'
import type { Logos } from '../brand/logos.ts'
import { ProblemError } from '../problem.ts'
import { catalog } from '../providers/catalog/catalog.ts'
import { logoUrl } from '../providers/describe.ts'
import { agentFinder } from './agents.ts'
import type { ConnectionParts } from './connections.ts'
import type { Holding } from './holdings.ts'
import { nameOf } from './names.ts'

export interface WalletApprovalParts extends ConnectionParts {
  approvals: Pick<Approvals, 'decide' | 'describeForApprover' | 'waitingFor'>
  logos: Logos
}

/** Body of `POST /wallet/api/approvals/{id}/deny`. */
export const denialBody: z.ZodType<WalletDenial> = z.strictObject({
  reason: z.string().max(500).exactOptional().describe('The reason, for the app or agent that asked.'),
})

/** The user as an approver, with the user's ids at all apps. */
function deciderOf(holdings: Holding[]) {
  return { kind: 'user', users: holdings.flatMap(({ users }) => users.map(({ id }) => id)) } as const
}

/** Approvals that wait for the user, the first to expire first. */
export async function waitingApprovals(
  parts: WalletApprovalParts,
  holdings: Holding[],
): Promise<WalletApproval[]> {
  const waiting = await parts.approvals.waitingFor(deciderOf(holdings).users)
  const described = await Promise.all(waiting.map((shown) => describe(parts, holdings, shown)))
  return described.filter((approval) => approval !== null)
}

/** One approval of the user. Throws `not_found`, also for an approval of somebody else. */
export async function readApproval(
  parts: WalletApprovalParts,
  holdings: Holding[],
  id: string,
): Promise<WalletApproval> {
  return known(
    id,
    await describe(parts, holdings, await parts.approvals.describeForApprover(id, deciderOf(holdings))),
  )
}

/** Writes the user's yes or no. Throws as `decide` of the approvals does. */
export async function decideApproval(
  parts: WalletApprovalParts,
  holdings: Holding[],
  id: string,
  decision: Parameters<Approvals['decide']>[2],
): Promise<WalletApproval> {
  const shown = await parts.approvals.decide(id, deciderOf(holdings), decision)
  return known(id, await describe(parts, holdings, shown))
}

function known(id: string, approval: WalletApproval | null): WalletApproval {
  if (approval) return approval
  throw new ProblemError('not_found', `There is no approval ${id.slice(0, 64)}.`)
}

/** Adds what only the page shows; `null` for an app that keeps nothing of the user. */
async function describe(
  parts: WalletApprovalParts,
  holdings: Holding[],
  { app_id, agent, ...shown }: ShownApproval,
): Promise<WalletApproval | null> {
  const { publicUrl, store, logos } = parts
  const holding = holdings.find(({ appId }) => appId === app_id)
  if (!holding) return null
  const grant = await store.find(app_id, shown.connection_id)
  const provider = holding.app?.providers.get(shown.provider)
  const stored = agent && (await agentFinder(parts)(holding.app, agent.agent_id))
  return {
    ...shown,
    ...(agent && { agent: { ...agent, agent_name: stored?.displayName ?? agent.agent_name } }),
    app: nameOf(holding, logos),
    provider_name: provider?.name ?? catalog.get(shown.provider)?.name ?? shown.provider,
    logo_url: logoUrl(publicUrl, shown.provider),
    account_identifier: grant?.accountIdentifier ?? shown.connection_id,
  }
}

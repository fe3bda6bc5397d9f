import type { WalletApp, WalletAppPage, WalletConnection } from '@alter/protocol'
import type { Logos } from '../brand/logos.ts'
import { ProblemError } from '../problem.ts'
import type { Language } from '../providers/scope-words.ts'
import { type ConnectionParts, describeConnections, grantsOf, isShown } from './connections.ts'
import type { Holding } from './holdings.ts'
import { nameOf } from './names.ts'

export interface HomeParts extends ConnectionParts {
  logos: Logos
}

/** A card for each app that keeps something of the user, the last used first. */
export async function describeApps(
  parts: HomeParts,
  holdings: Holding[],
  language: Language,
): Promise<WalletApp[]> {
  const pages = await Promise.all(holdings.map((holding) => describeApp(parts, holding, language)))
  return pages
    .map(({ connection_list: _list, ...app }) => app)
    .toSorted(
      (one, other) =>
        (other.last_used_at ?? '').localeCompare(one.last_used_at ?? '') ||
        one.name.localeCompare(other.name),
    )
}

/** An app, and the user's connections in it. */
export async function describeApp(
  parts: HomeParts,
  holding: Holding,
  language: Language,
): Promise<WalletAppPage> {
  const shown = (await grantsOf(parts, [holding])).filter(isShown)
  const all = await describeConnections(parts, shown, language)
  const [live, ended] = [all.filter(isLive), all.filter((connection) => !isLive(connection))]
  const uses = all.flatMap(({ last_used_at }) => (last_used_at === null ? [] : [last_used_at]))
  const agents = new Set(live.flatMap((connection) => connection.agents.map(({ agent_id }) => agent_id)))
  return {
    ...nameOf(holding, parts.logos),
    is_gone: holding.app === null,
    connections: live.length,
    need_attention: ended.length,
    agents: agents.size,
    last_used_at: uses.toSorted().at(-1) ?? null,
    connection_list: [...live, ...ended],
  }
}

function isLive({ status }: WalletConnection): boolean {
  return status === 'active'
}

/** An app by its id. Throws `not_found`, also for an app that keeps nothing of the user. */
export function ownHolding(holdings: Holding[], id: string): Holding {
  const found = holdings.find(({ appId }) => appId === id)
  if (found) return found
  throw new ProblemError('not_found', `There is no app ${id.slice(0, 64)} with data of yours.`)
}

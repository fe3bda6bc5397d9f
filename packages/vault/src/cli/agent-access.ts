import type { App } from '../config/settings.ts'
import { ConfigError } from '../config-error.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { endDelegationsOfAgent } from '../grants/end-agent-delegations.ts'
import { createGrantSeals } from '../grants/seal.ts'
import type { StoredAgent } from '../identity/agent.ts'
import { AgentRefusal, type AgentStore, assertNotOfFile, createAgentStore } from '../identity/agent-store.ts'
import type { Storage } from '../storage/open.ts'
import { createOutbox } from '../webhooks/outbox.ts'
import { createPost } from '../webhooks/post.ts'
import { UsageError } from './command.ts'
import { plain } from './terminal.ts'

/** The agents of a database, for a command. */
export function agentsIn({ apps, storage, keyring }: AgentPlace): AgentStore {
  const now = Date.now
  // Running vaults report rows that were altered.
  const seals = createGrantSeals(keyring, () => undefined)
  const parts = { storage, seals, noteEvent: createOutbox(createPost(apps, now)), now }
  return createAgentStore({
    storage,
    seals: keyring,
    endDelegations: (app, agent) => endDelegationsOfAgent(parts, app, agent),
    now,
  })
}

/** Where the agents of a command are. */
export interface AgentPlace {
  /** Whose webhooks hear of what ends with an agent. */
  apps: App[]
  storage: Storage
  keyring: Keyring
}

/** The agent that a name or an id means. */
export async function requireAgent(
  store: AgentStore,
  app: App,
  asked: string | undefined,
): Promise<StoredAgent> {
  const hint = `alter-vault agents list --app ${app.id} shows those there are`
  if (asked === undefined) throw new UsageError(`--agent: name the agent; ${hint}.`)
  const agent = (await store.byName(app, asked)) ?? (await store.find(app, asked))
  if (agent) return agent
  throw new UsageError(`${app.id} has no agent ${plain(asked)}; ${hint}.`)
}

/** Throws a `ConfigError` for an agent that is changed in the config file alone. */
export function assertChangeable(app: App, { id }: StoredAgent): void {
  try {
    assertNotOfFile(app, id)
  } catch (cause) {
    throw asConfigError(cause)
  }
}

/** What the store of agents refuses is for the operator to mend. */
export function asConfigError(cause: unknown): unknown {
  return cause instanceof AgentRefusal ? new ConfigError(`${cause.message}.`, { cause }) : cause
}

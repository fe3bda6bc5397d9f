import { ConfigError } from '../config-error.ts'
import type { App } from '../config/settings.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { endDelegationsOfAgent } from '../grants/end-agent-delegations.ts'
import { createGrantSeals } from '../grants/seal.ts'
import {
  AgentRefusal,
  type AgentStore,
  assertNotOfFile,
  createAgentStore,
} from '../identity/keys/agent-store.ts'
import type { StoredAgent } from '../identity/keys/agent.ts'
import type { Storage } from '../storage/open.ts'
import { createOutbox } from '../webhooks/outbox.ts'
import { createPost } from '../webhooks/post.ts'
import { UsageError } from './command.ts'
import { plain } from './terminal.ts'

/** The store of agents over a database, for a command. */
export function agentsIn({ apps, storage, keyring }: AgentPlace): AgentStore {
  const now = Date.now
  // Running vaults report altered rows, so a command does not.
  const seals = createGrantSeals(keyring, () => undefined)
  const parts = { storage, seals, noteEvent: createOutbox(createPost(apps, now)), now }
  return createAgentStore({
    storage,
    seals: keyring,
    endDelegations: (app, agent) => endDelegationsOfAgent(parts, app, agent),
    now,
  })
}

/** What a command needs to reach the agents. */
export interface AgentPlace {
  /** The apps whose webhooks are told when delegations end with an agent. */
  apps: App[]
  storage: Storage
  keyring: Keyring
}

/** Finds an agent by its name or id. Throws a `UsageError` when there is none. */
export async function requireAgent(
  store: AgentStore,
  app: App,
  asked: string | undefined,
): Promise<StoredAgent> {
  const hint = `alter-vault agents list --app ${app.id} shows those there are`
  if (asked === undefined) throw new UsageError(`--agent is missing: name the agent; ${hint}.`)
  const agent = (await store.byName(app, asked)) ?? (await store.find(app, asked))
  if (agent) return agent
  throw new UsageError(`${app.id} has no agent ${plain(asked)}; ${hint}.`)
}

/** Throws a `ConfigError` for an agent of the config file, which can only be changed there. */
export function assertChangeable(app: App, { id }: StoredAgent): void {
  try {
    assertNotOfFile(app, id)
  } catch (cause) {
    throw asConfigError(cause)
  }
}

/** Turns a refusal of the agent store into a `ConfigError`, because the operator can mend it. */
export function asConfigError(cause: unknown): unknown {
  return cause instanceof AgentRefusal ? new ConfigError(`${cause.message}.`, { cause }) : cause
}

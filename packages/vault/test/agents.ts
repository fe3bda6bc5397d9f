import { AGENT_KEY_SCOPES } from '@alter/protocol'
import { type App, resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { endDelegationsOfAgent } from '../src/grants/end-agent-delegations.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { type AgentDraft, type AgentStore, createAgentStore } from '../src/identity/keys/agent-store.ts'
import type { StoredAgent } from '../src/identity/keys/agent.ts'
import type { KeyRights } from '../src/identity/keys/key-row.ts'
import { createKeyStore, type KeyStore } from '../src/identity/keys/key-store.ts'
import { openStorage } from '../src/storage/open.ts'
import { createOutbox } from '../src/webhooks/outbox.ts'
import { createPost } from '../src/webhooks/post.ts'
import { Backend, type System } from './system.ts'

/** Creates and changes agents directly in the database, as a command does. */
export interface TestAgents extends AsyncDisposable {
  /** The app of the system. */
  app: App
  store: AgentStore
  keys: KeyStore
  /** Creates an agent with a key, and a backend that uses it. */
  make(draft?: Partial<AgentDraft>, rights?: Partial<KeyRights>, user?: string): Promise<TestAgent>
}

export interface TestAgent {
  agent: StoredAgent
  secret: string
  backend: Backend
  pause: () => Promise<unknown>
  resume: () => Promise<unknown>
  revoke: () => Promise<unknown>
}

export async function openAgents(system: System, now: () => number = Date.now): Promise<TestAgents> {
  const settings = resolveSettings(system.config, {})
  const [app] = settings.apps
  if (!app) throw new Error('no app')
  const storage = await openStorage(settings.database)
  const masterKey = Buffer.from(system.config.master_key ?? '', 'base64')
  const keyring = await openKeyring(storage, [masterKey], [app.id])
  const seals = createGrantSeals(keyring, () => undefined)
  const noteEvent = createOutbox(createPost(settings.apps, now))
  const parts = { storage, seals, noteEvent, now }
  const store = createAgentStore({
    storage,
    seals: keyring,
    endDelegations: (appId, agentId) => endDelegationsOfAgent(parts, appId, agentId),
    now,
  })
  let made = 0
  return {
    app,
    store,
    keys: createKeyStore(storage, keyring, now),
    async make(draft = {}, rights = {}, user = 'ada') {
      made += 1
      const { agent, key } = await store.create(
        app,
        {
          name: `bot-${made}`,
          displayName: 'Scout',
          type: 'agent',
          scopes: null,
          rules: [],
          metadata: {},
          idempotencyKey: null,
          ...draft,
        },
        {
          scopes: [...AGENT_KEY_SCOPES],
          ranges: [],
          userTokenRequired: false,
          expiresAt: null,
          ...rights,
        },
      )
      if (!key) throw new Error('the agent was there before')
      system.secrets.add(key.secret)
      return {
        agent,
        secret: key.secret,
        backend: new Backend({ ...system, apiKey: key.secret }, user),
        pause: () => store.update(app, agent.id, { status: 'paused' }),
        resume: () => store.update(app, agent.id, { status: 'active' }),
        revoke: () => store.revoke(app, agent.id),
      }
    },
    [Symbol.asyncDispose]: () => storage.destroy(),
  }
}

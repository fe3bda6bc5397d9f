import { AGENT_KEY_SCOPES, KEY_SCOPES, type KeyScope } from '@alter/protocol'
import type { Audit, AuditEvent } from '../audit-event.ts'
import { ConfigError } from '../config-error.ts'
import type { App } from '../config/settings.ts'
import { openKeyring } from '../crypto/keyring.ts'
import type { StoredAgent } from '../identity/keys/agent.ts'
import { describeKey } from '../identity/keys/describe-key.ts'
import type { KeyRights, StoredKey } from '../identity/keys/key-row.ts'
import { createKeyStore, type KeyStore, LastKeyError } from '../identity/keys/key-store.ts'
import { type CreatedKey, TooManyKeysError } from '../identity/keys/new-key.ts'
import { createLog } from '../log.ts'
import { createStanding } from '../storage/standing.ts'
import { agentsIn, assertChangeable, requireAgent } from './agent-access.ts'
import { type Options, readVerb, UsageError } from './command.ts'
import { readEnd, readKeyName, readRights } from './key-options.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { withAudit } from './operator-audit.ts'
import { requireApp } from './require-app.ts'
import { plain, print, printJson, table } from './terminal.ts'

/** What `keys --help` says of keys of an app and of its agents. */
export const API_KEYS_HELP: string = `  keys app list         List the API keys of an app: scopes, addresses and last use
  keys app create       Make a key and print it. It is shown only now
  keys app rotate <key>     Make a key with the same rights and print it. The old key is deprecated, and works until it is revoked
  keys app deprecate <key>  Mark a key as deprecated. It still works
  keys app revoke <key>     Revoke a key. Every running vault refuses it from the next call on
  keys agent <verb> …   The same verbs for the keys of one agent

With keys app and keys agent
      --app <id>        The app whose keys are meant
      --agent <name>    keys agent: the agent whose keys are meant, by name or id
      --force           keys agent revoke: revoke even the last key that still works
      --name <text>     create: a name that tells the key from other keys
      --scope <scope>   create: a scope of the key; repeat the option for several of ${KEY_SCOPES.join(', ')}; for an agent, of ${AGENT_KEY_SCOPES.join(', ')} (default all)
      --from <address>  create: an address or CIDR range from which the key may be used; repeat the option for several (default all)
      --expires <age>   create, rotate: how long the key is valid, such as 12h or 90d (default: forever; for rotate, as long as the old key)
      --user-token-required  create: each call with the key must also send a user's JWT
      --json            create, rotate, list: JSON for other programs`

const VERBS = ['list', 'create', 'rotate', 'deprecate', 'revoke'] as const
type Verb = (typeof VERBS)[number]

/** The kind of owner that a key has. */
export type KeyOwner = 'app' | 'agent'

/** The options that each verb takes besides `--app` and `--agent`, and whether it takes a key. */
const TAKES: Record<Verb, { key: boolean; options: (keyof Options)[] }> = {
  list: { key: false, options: ['json'] },
  create: { key: false, options: ['name', 'scope', 'from', 'expires', 'user-token-required', 'json'] },
  rotate: { key: true, options: ['expires', 'json'] },
  deprecate: { key: true, options: [] },
  revoke: { key: true, options: [] },
}

interface Work {
  app: App
  /** The agent that owns the keys; `null` for the app itself. */
  agent: StoredAgent | null
  keys: KeyStore
  options: Options
  now: number
  note: (action: AuditEvent['action'], key: StoredKey) => void
}

/**
 * Runs `alter-vault keys app …` and `keys agent …`.
 * @param words the words after those
 */
export async function runApiKeys(of: KeyOwner, words: string[], options: Options): Promise<void> {
  const { verb, id } = readWords(of, words, options)
  const settings = await readSettings(options.config)
  const app = requireApp(settings, options.app)
  const masterKeys = await readMasterKeys(settings)
  const ids = settings.apps.map((each) => each.id)
  await withStorage(settings, async (storage) => {
    const keyring = await openKeyring(storage, masterKeys, ids)
    const keys = createKeyStore(storage, keyring, Date.now)
    const agents = agentsIn({ apps: settings.apps, storage, keyring })
    const agent = of === 'app' ? null : await requireAgent(agents, app, options.agent)
    if (verb === 'list') {
      const { configKeyRefusedAt } = await createStanding(storage).access(app.id)
      const stored = await keys.list(app.id, agent?.id)
      return list({ app, agent }, stored, configKeyRefusedAt !== null, options)
    }
    if (agent) assertChangeable(app, agent)
    const log = createLog('error', process.stderr)
    await withAudit({ storage, keyring, log }, (audit) =>
      change(verb, id, { app, agent, keys, options, now: Date.now(), note: noteIn(audit, app, agent) }),
    )
  })
}

function readWords(of: KeyOwner, words: string[], options: Options): { verb: Verb; id: string } {
  const [word, id, ...rest] = words
  const verb = readVerb(`keys ${of}`, word, VERBS)
  const takes = TAKES[verb]
  if (takes.key !== (id !== undefined) || rest.length > 0) {
    throw new UsageError(`keys ${of} ${verb} takes ${takes.key ? 'the id of one key' : 'no further word'}.`)
  }
  const ofAgents = of === 'app' ? [] : ['agent', ...(verb === 'revoke' ? ['force'] : [])]
  const taken = new Set<string>(['config', 'app', ...ofAgents, ...takes.options])
  const foreign = Object.keys(options).find((option) => !taken.has(option))
  if (foreign !== undefined) throw new UsageError(`keys ${of} ${verb} takes no --${foreign}.`)
  return { verb, id: id ?? '' }
}

function noteIn(audit: Audit, app: App, agent: StoredAgent | null): Work['note'] {
  return (action, key) =>
    audit.record({
      app: app.id,
      user: null,
      grant: null,
      provider: null,
      action,
      outcome: 'ok',
      vaultReason: 'alter-vault keys',
      detail: agent ? `key ${key.id} of agent ${agent.id}` : `key ${key.id}`,
      startedAt: Date.now(),
    })
}

function mostOf({ agent }: Work): readonly KeyScope[] {
  return agent ? AGENT_KEY_SCOPES : KEY_SCOPES
}

/** The words that name these keys on the command line, for hints. */
function commandOf({ app, agent }: Pick<Work, 'app' | 'agent'>): { keys: string; options: string } {
  return agent
    ? { keys: 'keys agent', options: `--agent ${agent.name} --app ${app.id}` }
    : { keys: 'keys app', options: `--app ${app.id}` }
}

async function change(verb: Exclude<Verb, 'list'>, id: string, work: Work): Promise<void> {
  const { app, agent, keys, options, note } = work
  const command = commandOf(work)
  const of = agent ? { agent: agent.id } : {}
  if (verb === 'create') {
    const rights = readRights(options, mostOf(work), work.now)
    const created = await made(keys.create(app.id, readKeyName(options), rights, of))
    note('create_key', created.key)
    return show(created, work)
  }
  const key = await keys.find(app.id, id, agent?.id)
  if (!key)
    throw new UsageError(
      `${agent?.name ?? app.id} has no key ${plain(id)}; alter-vault ${command.keys} list shows its keys.`,
    )
  if (key.revokedAt !== null) {
    if (verb === 'revoke') return print(`The key ${key.id} is already revoked.`)
    throw new UsageError(`The key ${key.id} is revoked: make a new one with ${command.keys} create.`)
  }
  switch (verb) {
    case 'rotate': {
      const created = await made(
        keys.create(app.id, key.name, successorRights(key, work), { ...of, successorOf: key }),
      )
      note('create_key', created.key)
      note('deprecate_key', key)
      show(created, work)
      if (!options.json)
        print(
          `\nWhen nobody uses the old key any more, run: alter-vault ${command.keys} revoke ${key.id} ${command.options}`,
        )
      return
    }
    case 'deprecate':
      note('deprecate_key', await keys.deprecate(key))
      return print(`The key ${key.id} (…${key.lastFour}) is deprecated. It goes on until it is revoked.`)
    case 'revoke':
      note('revoke_key', await ended(keys.revoke(key, { unlessLast: agent !== null && !options.force })))
      return print(`The key ${key.id} (…${key.lastFour}) is revoked.`)
    default:
      return verb satisfies never
  }
}

async function made(creation: Promise<CreatedKey>): Promise<CreatedKey> {
  try {
    return await creation
  } catch (cause) {
    if (cause instanceof TooManyKeysError) throw new ConfigError(`${cause.message}.`, { cause })
    throw cause
  }
}

async function ended(revocation: Promise<StoredKey>): Promise<StoredKey> {
  try {
    return await revocation
  } catch (cause) {
    if (!(cause instanceof LastKeyError)) throw cause
    throw new ConfigError('It is the last key of this agent that still works: add --force to revoke it.', {
      cause,
    })
  }
}

/** A successor has the rights of the old key, and lives as long as the old one was made for. */
function successorRights(key: StoredKey, { options, now }: Work): KeyRights {
  return {
    scopes: key.scopes,
    ranges: key.ranges,
    userTokenRequired: key.userTokenRequired,
    expiresAt: readEnd(options, now) ?? (key.expiresAt === null ? null : now + key.expiresAt - key.createdAt),
  }
}

function show({ key, secret }: CreatedKey, { options, now }: Work): void {
  if (options.json) return printJson({ ...describeKey(key, now), api_key: secret })
  print(
    `The API key, shown only now:\n\n  ${secret}\n\nIts id is ${key.id}. Every running vault accepts it at once.`,
  )
}

function list(
  { app, agent }: Pick<Work, 'app' | 'agent'>,
  stored: StoredKey[],
  isConfigKeyRefused: boolean,
  { json }: Options,
): void {
  const keys = stored.map((key) => describeKey(key, Date.now()))
  if (json) {
    for (const key of keys) printJson(key)
    return
  }
  const isInFile = agent ? agent.source === 'file' : app.apiKeyHash !== null
  const ofConfig = [
    'config file',
    '-',
    '-',
    agent ? fileScopesOf(app, agent) : 'all',
    'all',
    'not kept',
    'never',
    isConfigKeyRefused ? 'refused since panic' : 'active',
  ]
  print(
    table([
      ['KEY', 'NAME', 'ENDS IN', 'SCOPES', 'FROM', 'LAST USED', 'EXPIRES', 'STATE'],
      ...(isInFile ? [ofConfig] : []),
      ...keys.map((key) => [
        key.key_id,
        plain(key.name),
        key.last_four,
        key.scopes.join(' ') + (key.user_token_required ? ' (user token required)' : ''),
        key.ranges.join(' ') || 'all',
        key.last_used_at ?? 'never',
        key.expires_at ?? 'never',
        key.status,
      ]),
    ]),
  )
}

function fileScopesOf({ agents }: App, agent: StoredAgent): string {
  return agents.find(({ id }) => id === agent.id)?.keyScopes.join(' ') ?? ''
}

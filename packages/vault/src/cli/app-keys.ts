import { KEY_SCOPES, type KeyScope } from '@alter/protocol'
import { createApiKeyRequest } from '@alter/protocol/schema'
import type { Audit, AuditEvent } from '../audit-event.ts'
import { ConfigError } from '../config-error.ts'
import type { App } from '../config/settings.ts'
import { openKeyring } from '../crypto/keyring.ts'
import { describeKey } from '../identity/describe-key.ts'
import {
  type CreatedKey,
  createKeyStore,
  type KeyRights,
  type KeyStore,
  type StoredKey,
  TooManyKeysError,
} from '../identity/key-store.ts'
import { createLog } from '../log.ts'
import { createStanding } from '../storage/standing.ts'
import { type Options, UsageError } from './command.ts'
import { readDuration } from './duration.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { withAudit } from './operator-audit.ts'
import { requireApp } from './require-app.ts'
import { plain, print, printJson, table } from './terminal.ts'

/** What `keys --help` says of keys of an app. */
export const APP_KEYS_HELP: string = `  keys app list         The API keys of an app: what they may do, from where, when they were used last
  keys app create       Make one and print it, this once
  keys app rotate <key>     Make one like it and print it; the old one is deprecated and goes on until it is revoked
  keys app deprecate <key>  Mark one that nobody should use any more; it goes on
  keys app revoke <key>     End one. Every running vault refuses it with the next call

With keys app
      --app <id>        Which app's keys
      --name <text>     create: what tells it from the others
      --scope <scope>   create: what it may do, again for each of ${KEY_SCOPES.join(', ')} (default all)
      --from <address>  create: an address or CIDR it may be used from, again for each (default all)
      --expires <age>   create, rotate: it ends after so long, such as 12h or 90d (default never; for rotate, as long as the old one lived)
      --user-token-required  create: it opens nothing without a user's JWT
      --json            create, rotate, list: JSON for other programs`

const VERBS = ['list', 'create', 'rotate', 'deprecate', 'revoke'] as const
type Verb = (typeof VERBS)[number]

/** What each verb takes beside `--app`. */
const TAKES: Record<Verb, { key: boolean; options: (keyof Options)[] }> = {
  list: { key: false, options: ['json'] },
  create: { key: false, options: ['name', 'scope', 'from', 'expires', 'user-token-required', 'json'] },
  rotate: { key: true, options: ['expires', 'json'] },
  deprecate: { key: true, options: [] },
  revoke: { key: true, options: [] },
}

interface Work {
  app: App
  keys: KeyStore
  options: Options
  now: number
  note: (action: AuditEvent['action'], key: StoredKey) => void
}

/** `alter-vault keys app …` @param words what follows `app` */
export async function runAppKeys(words: string[], options: Options): Promise<void> {
  const { verb, id } = readWords(words, options)
  const settings = await readSettings(options.config)
  const app = requireApp(settings, options.app)
  const masterKeys = await readMasterKeys(settings)
  const ids = settings.apps.map((each) => each.id)
  await withStorage(settings, async (storage) => {
    const keyring = await openKeyring(storage, masterKeys, ids)
    const keys = createKeyStore(storage, keyring, Date.now)
    if (verb === 'list') {
      const { configKeyRefusedAt } = await createStanding(storage).access(app.id)
      return list(app, await keys.list(app.id), configKeyRefusedAt !== null, options)
    }
    const log = createLog('error', process.stderr)
    await withAudit({ storage, keyring, log }, (audit) =>
      change(verb, id, { app, keys, options, now: Date.now(), note: noteIn(audit, app) }),
    )
  })
}

function readWords(words: string[], options: Options): { verb: Verb; id: string } {
  const [word, id, ...rest] = words
  const verb = VERBS.find((known) => known === word)
  if (!verb) throw new UsageError(`keys app takes ${VERBS.join(', ')}, not "${word ?? ''}".`)
  const takes = TAKES[verb]
  if (takes.key !== (id !== undefined) || rest.length > 0) {
    throw new UsageError(`keys app ${verb} takes ${takes.key ? 'the id of one key' : 'no further word'}.`)
  }
  const taken = new Set<string>(['config', 'app', ...takes.options])
  const foreign = Object.keys(options).find((option) => !taken.has(option))
  if (foreign !== undefined) throw new UsageError(`keys app ${verb} takes no --${foreign}.`)
  return { verb, id: id ?? '' }
}

function noteIn(audit: Audit, app: App): Work['note'] {
  return (action, key) =>
    audit.record({
      app: app.id,
      user: null,
      grant: null,
      provider: null,
      action,
      outcome: 'ok',
      reason: 'alter-vault keys',
      detail: `key ${key.id}`,
      startedAt: Date.now(),
    })
}

async function change(verb: Exclude<Verb, 'list'>, id: string, work: Work): Promise<void> {
  const { app, keys, options, note } = work
  if (verb === 'create') {
    const created = await made(keys.create(app.id, readName(options), readRights(work)))
    note('create_key', created.key)
    return show(created, work)
  }
  const key = await keys.find(app.id, id)
  if (!key)
    throw new UsageError(`${app.id} has no key ${plain(id)}; alter-vault keys app list shows those it has.`)
  if (key.revokedAt !== null) {
    if (verb === 'revoke') return print(`The key ${key.id} is revoked already.`)
    throw new UsageError(`The key ${key.id} is revoked: make a new one with keys app create.`)
  }
  switch (verb) {
    case 'rotate': {
      const created = await made(
        keys.create(app.id, key.name, successorRights(key, work), { successorOf: key }),
      )
      note('create_key', created.key)
      note('deprecate_key', key)
      show(created, work)
      if (!options.json)
        print(
          `\nWhen nobody uses the old one any more: alter-vault keys app revoke ${key.id} --app ${app.id}`,
        )
      return
    }
    case 'deprecate':
      note('deprecate_key', await keys.deprecate(key))
      return print(`The key ${key.id} (…${key.lastFour}) is deprecated. It goes on until it is revoked.`)
    case 'revoke':
      note('revoke_key', await keys.revoke(key))
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

function readName({ name }: Options): string {
  if (name !== undefined && createApiKeyRequest.safeParse({ name }).success) return name
  throw new UsageError('--name: give the key a name of 1 to 100 characters, such as "worker, production".')
}

function readRights({ options, now }: Work): KeyRights {
  const scopes: KeyScope[] = []
  for (const asked of (options.scope ?? []).flatMap((text) => text.split(/[\s,]+/).filter(Boolean))) {
    const scope = KEY_SCOPES.find((known) => known === asked)
    if (!scope)
      throw new UsageError(`--scope: there is no scope "${asked}"; there are ${KEY_SCOPES.join(', ')}.`)
    if (!scopes.includes(scope)) scopes.push(scope)
  }
  const ranges = options.from ?? []
  if (ranges.length > 0 && !createApiKeyRequest.safeParse({ name: '-', ranges }).success) {
    throw new UsageError(
      '--from must be an IP address or a CIDR range, such as 192.0.2.0/24; at most 100 of them.',
    )
  }
  if (options.scope && scopes.length === 0) throw new UsageError('--scope names no scope.')
  return {
    scopes: scopes.length > 0 ? scopes : [...KEY_SCOPES],
    ranges,
    userTokenRequired: options['user-token-required'] ?? false,
    expiresAt: readEnd(options, now),
  }
}

/** The same rights, for as long as the old one was made for. */
function successorRights(key: StoredKey, { options, now }: Work): KeyRights {
  return {
    scopes: key.scopes,
    ranges: key.ranges,
    userTokenRequired: key.userTokenRequired,
    expiresAt: readEnd(options, now) ?? (key.expiresAt === null ? null : now + key.expiresAt - key.createdAt),
  }
}

/** Ten years. */
const LONGEST = 315_360_000_000

function readEnd({ expires }: Options, now: number): number | null {
  if (expires === undefined) return null
  const life = readDuration(expires)
  if (life !== undefined && life > 0 && life <= LONGEST) return now + life
  throw new UsageError(
    `--expires must be an age such as 30m, 12h or 90d, at most ten years, not "${expires}".`,
  )
}

function show({ key, secret }: CreatedKey, { options, now }: Work): void {
  if (options.json) return printJson({ ...describeKey(key, now), api_key: secret })
  print(
    `The API key, shown only now:\n\n  ${secret}\n\nIts id is ${key.id}. Every running vault takes it at once.`,
  )
}

function list(app: App, stored: StoredKey[], isConfigKeyRefused: boolean, { json }: Options): void {
  const keys = stored.map((key) => describeKey(key, Date.now()))
  if (json) {
    for (const key of keys) printJson(key)
    return
  }
  const ofConfig = [
    'config file',
    '-',
    '-',
    'all',
    'all',
    'not kept',
    'never',
    isConfigKeyRefused ? 'refused since panic' : 'active',
  ]
  print(
    table([
      ['KEY', 'NAME', 'ENDS IN', 'SCOPES', 'FROM', 'LAST USED', 'EXPIRES', 'STATE'],
      ...(app.apiKeyHash === null ? [] : [ofConfig]),
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

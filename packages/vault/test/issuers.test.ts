/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { type GrantPage, HEADER, type UserDeletion } from '@alter/protocol'
import { CamelCasePlugin, Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { describe, expect } from 'vitest'
import type { VaultConfig } from '@alter/vault'
import { sha256 } from '../src/crypto/hash.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { loadMasterKeys } from '../src/crypto/master-key.ts'
import { migrationsOf } from '../src/storage/migrations/migrations.ts'
import { openStorage } from '../src/storage/open.ts'
import { ensureSchema, postgresDialect } from '../src/storage/postgres.ts'
import type { Tables } from '../src/storage/schema.ts'
import { sqliteDialect } from '../src/storage/sqlite.ts'
import { ownVaultTest, type Servers, type VaultTest } from './fixtures.ts'
import { startIssuer, type TestIssuer } from './issuer.ts'
import { runCommand, writeConfig } from './commands.ts'
import { startReceiver } from './receiver.ts'
import {
  Backend,
  Browser,
  connectGoogle,
  json,
  problem,
  type System,
  type SystemOptions,
  VAULT,
} from './system.ts'

/** What the app's issuer is at first. */
function issued({ issuer }: Servers): SystemOptions {
  return {
    app: { identity: { issuer: issuer.url, audience: 'my-app' } },
    vault: { allow_private_network: true },
  }
}

const test = withIssuers(ownVaultTest(issued))

/** After the issuer was replaced, with a grant of the user of each. */
const twice = test.extend('bothGrants', { auto: true }, async ({ first, second, userOf, replaceIssuer }) => {
  const before = await connectGoogle(userOf(first))
  await replaceIssuer(second.url)
  return { first: before, second: await connectGoogle(userOf(second)) }
})

/** On a database that the version before left. */
const onOldData = withIssuers(ownVaultTest((servers) => ({ ...issued(servers), before: makeOldDatabase })))

function withIssuers(base: VaultTest) {
  return (
    base
      /** The app's issuer, and the one it gets later. Each knows an Ada. */
      .extend('first', ({ issuer }) => issuer)
      .extend('second', async ({}, { onCleanup }) => {
        const second = await startIssuer()
        onCleanup(() => second.close())
        return second
      })
      /** A user whom this issuer signs in. */
      .extend('userOf', ({ system }) => {
        return (issuer: TestIssuer, user?: string): UserOf => {
          return new UserOf(system, issuer, user)
        }
      })
      /** Restarts the vault with another issuer. */
      .extend('replaceIssuer', ({ system }) => {
        return async (
          issuer: string,
          more: { former_issuers?: string[]; webhook_secret?: string; jwks_uri?: string } = {},
        ): Promise<void> => {
          const [app] = system.config.apps
          if (!app) throw new Error('no app')
          app.identity = { issuer, audience: 'my-app', ...more }
          await system.vault.close()
          system.vault = await system.secondVault()
        }
      })
      .extend('asApp', ({ system }) => {
        return (path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Response> => {
          return system.vault.fetch(
            new Request(VAULT + path, { method, headers: { [HEADER.apiKey]: system.apiKey, ...headers } }),
          )
        }
      })
      .extend('everyGrant', ({ asApp }) => {
        return async (): Promise<string[]> => {
          return (await json<GrantPage>(await asApp('/sdk/grants?all=true'))).grants.map(
            ({ grant_id }) => grant_id,
          )
        }
      })
      .extend('forget', ({ asApp }) => {
        return async (query = ''): Promise<number> => {
          return (await json<UserDeletion>(await asApp(`/sdk/users/ada${query}`, 'DELETE'))).grants_revoked
        }
      })
  )
}

/** A backend whose users the issuer signs in. */
class UserOf extends Backend {
  readonly issuer: TestIssuer

  constructor(system: System, issuer: TestIssuer, user = 'ada') {
    super(system, user)
    this.issuer = issuer
  }

  override userToken(): Promise<string> {
    const at = Math.floor(Date.now() / 1000)
    return this.issuer.sign({ sub: this.user, iss: this.issuer.url, aud: 'my-app', iat: at, exp: at + 600 })
  }
}

function of({ url }: TestIssuer): string {
  return `?issuer=${encodeURIComponent(url)}`
}

describe('W23: when the issuer of an app is replaced', () => {
  test('a user with the same subject at the new issuer inherits nothing', async ({
    system,
    first,
    second,
    userOf,
    replaceIssuer,
    asApp,
  }) => {
    const { grant_id } = await connectGoogle(userOf(first))
    await replaceIssuer(second.url)
    const stranger = userOf(second)
    expect(await stranger.grants()).toEqual([])
    expect((await stranger.calendar()).status).toBe(404)
    const named = { [HEADER.grant]: grant_id }
    expect((await stranger.calendar(named)).status).toBe(404)
    expect((await stranger.ask(`/sdk/grants/${grant_id}/revoke`, 'POST')).status).toBe(404)
    expect((await stranger.ask(`/sdk/grants/${grant_id}/default`, 'PUT')).status).toBe(404)
    expect((await stranger.tryMint({ grant_id })).status).toBe(404)
    const other = await stranger.ask(`/sdk/users/ada${of(first)}`, 'DELETE')
    expect(await problem(other)).toMatchObject({ code: 'not_found' })
    expect(await json(await stranger.ask('/sdk/users/ada', 'DELETE'))).toMatchObject({ grants_revoked: 0 })
    // It stands, and the app reaches it by its id.
    const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`
    expect((await asApp('/sdk/proxy', 'GET', { ...named, [HEADER.url]: url })).status).toBe(200)
    expect(system.log.join('')).toContain('the users of these former issuers are unknown now')
  })

  test('a slash at its end makes it another issuer', async ({ first, userOf, replaceIssuer, asApp }) => {
    await connectGoogle(userOf(first))
    await replaceIssuer(`${first.url}/`, { jwks_uri: first.jwksUri })
    const { url } = first
    const at = Math.floor(Date.now() / 1000)
    const token = await first.sign({ sub: 'ada', iss: `${url}/`, aud: 'my-app', exp: at + 600 })
    const asked = await asApp('/sdk/grants', 'GET', { [HEADER.userToken]: token })
    expect(await json<GrantPage>(asked)).toMatchObject({ grants: [] })
    const old = await asApp('/sdk/grants', 'GET', { [HEADER.userToken]: await userOf(first).userToken() })
    expect(await problem(old)).toMatchObject({ code: 'invalid_user_token' })
  })

  test('an open session stays that of the user who began it', async ({
    system,
    first,
    second,
    userOf,
    replaceIssuer,
    everyGrant,
  }) => {
    const { session_token, session_id } = await userOf(first).mint()
    await replaceIssuer(second.url)
    expect(await userOf(second).grants()).toEqual([])
    const browser = new Browser(system)
    await browser.start(session_token)
    await browser.send(await browser.consent(await browser.authorize(session_id)))
    expect(await everyGrant()).toHaveLength(1)
    expect(await userOf(second).grants()).toEqual([])
  })

  test('what the users of one did counts for no user of the other', async ({
    system,
    first,
    second,
    userOf,
    replaceIssuer,
  }) => {
    system.config.limits = { sessions_per_user: 1 }
    await replaceIssuer(first.url)
    await userOf(first).mint()
    expect((await userOf(first).tryMint()).status).toBe(429)
    await replaceIssuer(second.url)
    await userOf(second).mint()
  })

  test('the app hears of a grant of the old one without a name that would be another’s', async ({
    system,
    first,
    second,
    userOf,
    replaceIssuer,
    asApp,
  }) => {
    const receiver = await startReceiver()
    try {
      const [app] = system.config.apps
      if (!app) throw new Error('no app')
      app.webhook = receiver.webhook
      const { grant_id } = await connectGoogle(userOf(first))
      await replaceIssuer(second.url)
      expect((await asApp(`/sdk/grants/${grant_id}/revoke`, 'POST')).status).toBe(200)
      expect(await receiver.nextEvent()).toMatchObject({
        type: 'grant.revoked',
        data: { grant_id, user_id: null },
      })
      await connectGoogle(userOf(second))
      expect(await receiver.nextEvent()).toMatchObject({ type: 'grant.created', data: { user_id: 'ada' } })
    } finally {
      await receiver.close()
    }
  })
})

describe('W23: a former issuer', () => {
  test('means the same users', async ({ first, second, userOf, replaceIssuer }) => {
    const { grant_id } = await connectGoogle(userOf(first))
    await replaceIssuer(second.url, { former_issuers: [first.url] })
    const ada = userOf(second)
    expect((await ada.calendar()).status).toBe(200)
    await connectGoogle(ada, 'ada@home.example')
    expect(await ada.grants()).toMatchObject([{ grant_id }, { account_identifier: 'ada@home.example' }])
    expect(await userOf(second, 'grace').grants()).toEqual([])
    // It signs nothing any more.
    const old = await userOf(first).ask('/sdk/grants')
    expect(await problem(old)).toMatchObject({ code: 'invalid_user_token' })
  })

  test('is still named after a second change', async ({ first, second, userOf, replaceIssuer }) => {
    await connectGoogle(userOf(first))
    const third = await startIssuer()
    try {
      await replaceIssuer(second.url, { former_issuers: [first.url] })
      expect(await userOf(second).grants()).toHaveLength(1)
      await replaceIssuer(third.url, { former_issuers: [second.url] })
      expect(await userOf(third).grants()).toEqual([])
      await replaceIssuer(third.url, { former_issuers: [second.url, first.url] })
      expect(await userOf(third).grants()).toHaveLength(1)
    } finally {
      await third.close()
    }
  })

  test('that is configured too late gives back what seemed lost, and takes nothing that is new', async ({
    first,
    second,
    userOf,
    replaceIssuer,
  }) => {
    const { grant_id } = await connectGoogle(userOf(first))
    await connectGoogle(userOf(first, 'grace'))
    await replaceIssuer(second.url)
    expect(await userOf(second).grants()).toEqual([])
    const fresh = await connectGoogle(userOf(second, 'grace'))
    await replaceIssuer(second.url, { former_issuers: [first.url] })
    expect(await userOf(second).grants()).toMatchObject([{ grant_id }])
    expect(await userOf(second, 'grace').grants()).toMatchObject([{ grant_id: fresh.grant_id }])
  })

  test('can be corrected after a mistake', async ({ first, second, userOf, replaceIssuer }) => {
    const { grant_id } = await connectGoogle(userOf(first))
    await replaceIssuer(second.url, { former_issuers: [first.url] })
    await connectGoogle(userOf(second))
    await replaceIssuer(second.url)
    expect(await userOf(second).grants()).toEqual([])
    await replaceIssuer(first.url)
    expect(await userOf(first).grants()).toMatchObject([{ grant_id }])
  })
})

describe('W23: a user who is deleted', () => {
  twice('is the one of the present issuer', async ({ bothGrants, everyGrant, forget }) => {
    expect(await forget()).toBe(1)
    expect(await everyGrant()).toEqual([bothGrants.first.grant_id])
  })

  twice(
    'is one of another issuer where the app names it',
    async ({ first, second, bothGrants, userOf, everyGrant, forget }) => {
      expect(await forget(of(first))).toBe(1)
      expect(await everyGrant()).toEqual([bothGrants.second.grant_id])
      expect((await userOf(second).calendar()).status).toBe(200)
    },
  )

  twice(
    'is deleted with all that a former issuer knew',
    async ({ system, first, second, replaceIssuer, everyGrant, forget }) => {
      await replaceIssuer(second.url, { former_issuers: [first.url] })
      expect(await forget(of(second))).toBe(2)
      expect(await everyGrant()).toEqual([])
      expect(await system.database('select subject from users')).toEqual([])
    },
  )

  twice(
    'at the word of the identity provider is its own',
    async ({ system, second, bothGrants, replaceIssuer, everyGrant }) => {
      const secret = 'a-shared-secret-of-the-tenant'
      await replaceIssuer(second.url, { webhook_secret: secret })
      const answer = await system.vault.fetch(
        new Request(`${VAULT}/sdk/webhooks/identity/demo`, {
          method: 'POST',
          headers: { authorization: `Bearer ${secret}` },
          body: JSON.stringify({ type: 'user.deleted', data: { id: 'ada' } }),
        }),
      )
      expect(answer.status).toBe(204)
      expect(await everyGrant()).toEqual([bothGrants.first.grant_id])
    },
  )

  twice(
    'stays away with the tokens of each issuer that means the same user, and of no other',
    async ({ first, second, userOf, replaceIssuer, asApp, forget }) => {
      const token = await userOf(second).userToken()
      async function list(): Promise<number> {
        return (await asApp('/sdk/grants', 'GET', { [HEADER.userToken]: token })).status
      }
      await forget(of(first))
      expect(await list()).toBe(200)
      await replaceIssuer(second.url, { former_issuers: [first.url] })
      expect(await list()).toBe(401)
    },
  )

  twice('before issuers were kept stays away too', async ({ system, second, userOf }) => {
    const hash = sha256(JSON.stringify(['demo', 'ada']))
    await system.database(
      'insert into deleted_subjects (app_id, subject_hash, deleted_at) values (?, ?, ?)',
      'demo',
      hash,
      Date.now() + 60_000,
    )
    expect((await userOf(second).ask('/sdk/grants')).status).toBe(401)
  })
})

test('W23: audit --user means the user of the app’s issuers, or of the one that is named', async ({
  system,
  first,
  second,
  userOf,
  replaceIssuer,
  forget,
}) => {
  const before = await connectGoogle(userOf(first))
  await replaceIssuer(second.url)
  const after = await connectGoogle(userOf(second))
  await forget(of(first))
  await system.vault.close()
  async function connected(...words: string[]): Promise<unknown[]> {
    await writeConfig(system.folder, system.config)
    const { stdout } = await runCommand(system.folder, ['audit', '--json', '--user', 'ada', ...words])
    const rows = stdout
      .split('\n')
      .slice(0, -1)
      .map((line): Record<string, unknown> => JSON.parse(line))
    return rows.filter(({ action }) => action === 'connect').map(({ grant }) => grant)
  }
  expect(await connected()).toEqual([after.grant_id])
  expect(await connected('--issuer', first.url)).toEqual([before.grant_id])
  expect(await connected('--issuer', 'https://nobody.example')).toEqual([])
  const [app] = system.config.apps
  if (app) app.identity.former_issuers = [first.url]
  expect(await connected()).toEqual([before.grant_id, after.grant_id])
})

/** A row as an older version wrote it. */
type OldRow = Record<string, string | number>

const USER: OldRow = {
  id: 'user-1',
  app_id: 'demo',
  subject: 'ada',
  label: 'Ada',
  created_at: 1,
  last_seen_at: 1,
}

const GRANT: OldRow = {
  id: 'grant-1',
  app_id: 'demo',
  user_id: 'user-1',
  provider: 'google',
  client_id: 'client',
  account_id: '1',
  account_identifier: 'ada@work.example',
  scopes: '[]',
  status: 'active',
  is_default: 0,
  token_version: 1,
  created_at: 1,
  updated_at: 1,
}

const SESSION: OldRow = {
  id: 'session-1',
  app_id: 'demo',
  user_id: 'user-1',
  user_label: 'Ada',
  token_hash: '',
  status: 'pending',
  delivery: 'poll',
  short_return: 0,
  providers: '["google"]',
  required_scopes: '{}',
  grants: '[]',
  events: '[]',
  attempts: 0,
  created_at: Date.now(),
  expires_at: Date.now() + 600_000,
  version: 0,
}

/** A database as the version before left it: a user, their grant, a session under way, and one of the app itself. */
async function makeOldDatabase({ data_dir = '', database_url }: VaultConfig): Promise<void> {
  const kind = database_url === undefined ? 'sqlite' : 'postgres'
  const dialect = database_url === undefined ? await sqliteDialect(data_dir) : postgresDialect(database_url)
  const db = new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] })
  if (database_url !== undefined) await ensureSchema(db, database_url)
  function getMigrations() {
    return Promise.resolve(migrationsOf(kind))
  }
  const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateTo('0009_grant_limits')
  expect(error).toBeUndefined()
  const { user_id: _, ...ownSession } = SESSION
  const rows: [string, OldRow][] = [
    ['users', USER],
    ['grants', GRANT],
    ['sessions', SESSION],
    ['sessions', { ...ownSession, id: 'session-2' }],
  ]
  for (const [table, row] of rows) {
    const names = Object.keys(row).map((name) => sql.id(name))
    await sql`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(Object.values(row))})`.execute(
      db,
    )
  }
  await db.destroy()
}

describe('W23: users from before issuers were kept', () => {
  onOldData(
    'are those of the issuer of the first start, with their grants and sessions',
    async ({ system, first, userOf }) => {
      expect(await userOf(first).grants()).toMatchObject([{ grant_id: 'grant-1' }])
      expect(await system.database('select id, issuer from users')).toEqual([
        { id: 'user-1', issuer: first.url },
      ])
      expect(await system.database('select id, user_id from sessions order by id')).toEqual([
        { id: 'session-1', user_id: 'user-1' },
        { id: 'session-2', user_id: null },
      ])
      async function version(): Promise<number> {
        return (
          (await system.database<{ grants_version: number }>('select grants_version from users'))[0]
            ?.grants_version ?? 0
        )
      }
      const counted = await version()
      expect(counted).toBeGreaterThan(0)
      await system.database("update grants set status = 'revoked'")
      expect(await version()).toBe(counted + 1)
    },
  )

  onOldData(
    'are claimed once, whichever issuers come later',
    async ({ system, first, second, userOf, replaceIssuer }) => {
      await replaceIssuer(second.url)
      expect(await userOf(second).grants()).toEqual([])
      // As a vault that died in the middle leaves them.
      await system.database("update users set issuer = '' where issuer = ?", first.url)
      await replaceIssuer(second.url)
      expect(await userOf(second).grants()).toEqual([])
      await replaceIssuer(first.url)
      expect(await userOf(first).grants()).toMatchObject([{ grant_id: 'grant-1' }])
    },
  )

  onOldData('are found in the audit by what it called them then', async ({ system, second }) => {
    await system.vault.close()
    const { data_dir = '', database_url, master_key } = system.config
    const storage = await openStorage(
      database_url === undefined
        ? { kind: 'sqlite', folder: data_dir }
        : { kind: 'postgres', url: database_url },
    )
    const keyring = await openKeyring(storage, await loadMasterKeys(master_key, {}), ['demo'])
    await storage.destroy()
    await system.database(
      `insert into audit (id, app_id, action, outcome, latency_ms, at, subject_hash)
       values ('row-1', 'demo', 'connect', 'ok', 0, 1, ?)`,
      keyring.pseudonym('demo', 'ada'),
    )
    async function found(): Promise<string> {
      await writeConfig(system.folder, system.config)
      return (await runCommand(system.folder, ['audit', '--json', '--user', 'ada'])).stdout
    }
    expect(await found()).toContain('row-1')
    const [app] = system.config.apps
    if (app) app.identity.issuer = second.url
    expect(await found()).not.toContain('row-1')
  })
})

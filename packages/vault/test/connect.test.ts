import { expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { createGrantStore } from '../src/grants/store.ts'
import { openTokens, sealTokens } from '../src/grants/tokens.ts'
import { createLog } from '../src/log.ts'
import { connect, type ConnectParts } from '../src/sessions/connect.ts'
import { createSessionStore } from '../src/sessions/store.ts'
import { createWaiters } from '../src/sessions/waiters.ts'
import { openStorage } from '../src/storage/open.ts'
import { openSignals } from '../src/storage/signals.ts'
import { connectGoogle } from './system.ts'

const test = vaultTest()
  .extend('storage', async ({ system }, { onCleanup }) => {
    const storage = await openStorage(resolveSettings(system.config, {}).database)
    onCleanup(() => storage.destroy())
    return storage
  })
  .extend('signals', async ({ system }, { onCleanup }) => {
    const signals = await openSignals(resolveSettings(system.config, {}).database, createLog('silent'))
    onCleanup(() => signals.close())
    return signals
  })

test('an authorization that brings no refresh token keeps the one of a refresh that overtook it', async ({
  system,
  storage,
  signals,
  backend,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const { session_id } = await backend.mint()
  const [app] = resolveSettings(system.config, {}).apps
  const provider = app?.providers.get('google')
  if (!app || !provider) throw new Error('no app with Google')
  const appId = app.id
  const masterKey = Buffer.from(system.config.master_key ?? '', 'base64')
  const keyring = await openKeyring(storage, [masterKey], [appId])
  const grants = createGrantStore({
    storage,
    keyring,
    seals: createGrantSeals(keyring, () => undefined),
    noteEvent: () => Promise.resolve(),
    now: Date.now,
  })
  const waiters = createWaiters(signals, () => undefined)
  const sessions = createSessionStore({ storage, signals, waiters, keyring, now: Date.now })
  async function held() {
    const grant = await grants.find(appId, grant_id)
    if (!grant) throw new Error('no grant')
    return { grant, tokens: await openTokens(keyring, grant) }
  }
  const before = await held()
  const tokens = {
    expiresIn: 3600,
    refreshExpiresIn: null,
    scopes: before.grant.scopes,
    idToken: null,
    extra: {},
  }
  let refreshed = false
  const parts: ConnectParts = {
    sessions,
    delegations: { write: () => Promise.reject(new Error('nothing is given here')) },
    keyring,
    noteEvent: () => Promise.resolve(),
    log: createLog('silent'),
    settings: {
      limits: { sessionsPerUser: 100, sessionsPerApp: 1000, usesPerUserPerMinute: 1000, grantsPerUser: 1000 },
    },
    now: Date.now,
    grants: {
      ...grants,
      async findAccount(...account) {
        const seen = await grants.findAccount(...account)
        if (seen && !refreshed) {
          const issued = { ...tokens, accessToken: 'refreshed', refreshToken: 'rotated' }
          const sealed = await sealTokens(keyring, seen, issued, null, Date.now())
          const renewed = { ...sealed, scopes: tokens.scopes, fields: seen.fields }
          refreshed = await grants.replaceTokens(seen, renewed, () => Promise.resolve())
        }
        return seen
      },
    },
  }
  const session = await sessions.find(session_id)
  if (!session) throw new Error('no session')
  const outcome = await connect(parts, {
    session,
    provider,
    delegation: null,
    account: { id: before.grant.accountId, identifier: 'ada@work.example', displayName: null, email: null },
    tokens: { ...tokens, accessToken: 'authorized again', refreshToken: null },
    attempt: {
      sessionId: session_id,
      provider: 'google',
      verifier: '',
      nonce: null,
      scopes: [],
      fields: {},
      tightening: null,
      spend: () => Promise.resolve(),
    },
  })
  expect(outcome).toMatchObject({ id: grant_id, status: 'active' })
  expect(refreshed).toBe(true)
  expect((await held()).tokens).toEqual({ accessToken: 'authorized again', refreshToken: 'rotated' })
})

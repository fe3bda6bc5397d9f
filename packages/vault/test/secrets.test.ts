import { randomBytes } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { HEADER } from '@alter/protocol'
import { expect } from 'vitest'
import { type Place, seal, unseal } from '../src/crypto/seal.ts'
import { vaultTest } from './fixtures.ts'
import { Browser, connectGoogle, json, problem } from './system.ts'

const test = vaultTest()

test('no secret of a run is in its log or in its database', async ({ system, backend }) => {
  const { provider } = system
  const wire = listenToWire()
  await connectGoogle(backend)
  const minted = await backend.mint({ allowed_providers: ['github'] })
  await new Browser(system).connect(minted, { account: 'ghopper' }, { provider: 'github' })
  for (const [url, id] of [
    [`${provider.google.api}/calendar/v3/calendars/primary/events?secret=in-a-query`, 'google'],
    [`${provider.github.api}/user`, 'github'],
  ] as const) {
    await (await backend.call(url, { [HEADER.provider]: id })).text()
    system.pass(61)
    await (await backend.call(url, { [HEADER.provider]: id })).text()
  }
  await problem(await backend.calendar({ [HEADER.url]: 'https://evil.example/?secret=in-a-query' }))
  await problem(await backend.tryMint({ user_token: `${await backend.userToken()}x` }))
  provider.google.fault = 'garbage'
  await new Browser(system).connect(await backend.mint(), { account: 'ada@home.example' })
  provider.google.fault = 'error'
  await new Browser(system).connect(await backend.mint(), { account: 'ada@home.example' })
  provider.google.fault = 'none'
  await provider.github.revokeAll('ghopper')
  await problem(await backend.call(`${provider.github.api}/user`, { [HEADER.provider]: 'github' }))

  const secrets = [...system.secrets, ...wire.stop(), 'in-a-query'].filter((secret) => secret !== '')
  expect(secrets.length).toBeGreaterThan(20)
  const log = system.log.join('')
  expect(log.length).toBeGreaterThan(1000)
  const kept = await system.databaseDump()
  expect(kept.length).toBeGreaterThan(1000)
  for (const secret of secrets) {
    expect(log.includes(secret), `in the log: ${secret}`).toBe(false)
    expect(kept.includes(secret), `in the database: ${secret}`).toBe(false)
  }
})

/** Collects the tokens and verifiers that cross the wire between the vault and the provider. */
function listenToWire(): { stop(): Set<string> } {
  const secrets = new Set<string>()
  function collect(text: string): void {
    for (const [, secret] of text.matchAll(
      /(?:access_token|refresh_token|id_token|code_verifier|token)"?[=:]"?([\w.-]{20,})/g,
    )) {
      secrets.add(secret ?? '')
    }
  }
  function onSent(message: unknown): void {
    return collect(chunkOf(message))
  }
  const channels = ['undici:request:bodyChunkSent', 'undici:request:bodyChunkReceived']
  for (const channel of channels) subscribe(channel, onSent)
  return {
    stop() {
      for (const channel of channels) unsubscribe(channel, onSent)
      return secrets
    },
  }
}

function chunkOf(message: unknown): string {
  if (typeof message !== 'object' || message === null || !('chunk' in message)) return ''
  return message.chunk instanceof Uint8Array ? Buffer.from(message.chunk).toString() : String(message.chunk)
}

test('a ciphertext opens only in the grant it was sealed for', async ({ system, backend }) => {
  const work = await connectGoogle(backend, 'ada@work.example')
  const home = await connectGoogle(backend, 'ada@home.example')
  const asked = system.provider.google.requests.length
  await system.changeGrants(
    'update grants set access_token = (select access_token from grants where id = ?) where id = ?',
    home.grant_id,
    work.grant_id,
  )
  const refused = await backend.calendar({ [HEADER.account]: work.grant_id })
  expect(await problem(refused)).toMatchObject({
    status: 500,
    code: 'internal_error',
    detail: 'The vault failed: its log has the reason under this request id.',
  })
  expect(system.provider.google.requests).toHaveLength(asked)
  expect(await json(await backend.calendar({ [HEADER.account]: home.grant_id }))).toMatchObject({
    summary: 'ada@home.example',
  })
})

test('the tokens of a revoked grant are nowhere in the database any more, not even sealed', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  const { grant_id } = await connectGoogle(backend)
  const [sealed] = await system.database<{ access_token: string; refresh_token: string }>(
    'select access_token, refresh_token from grants',
  )
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  // SQLite's log is worked into its file then.
  await system.vault.close()
  const kept = await system.databaseDump()
  expect(kept).toContain(grant_id)
  for (const token of [sealed?.access_token, sealed?.refresh_token])
    expect(kept.includes(token ?? '')).toBe(false)
})

test('an attempt that came to its end keeps no verifier, and is not open to another try', async ({
  ownSystem: system,
  ownBackend: backend,
}) => {
  await connectGoogle(backend)
  system.provider.google.fault = 'error'
  await new Browser(system).connect(await backend.mint(), { account: 'ada@home.example' })
  const left = await system.database<{ verifier: string; used_at: unknown }>(
    'select verifier, used_at from attempts',
  )
  expect(left.map(({ verifier, used_at }) => [verifier, used_at !== null])).toEqual([
    ['', true],
    ['', true],
  ])
})

test('an access token does not pass for a refresh token', async ({ system, backend }) => {
  const grant = await connectGoogle(backend)
  await system.changeGrants('update grants set refresh_token = access_token where id = ?', grant.grant_id)
  system.pass(61)
  expect(await problem(await backend.calendar())).toMatchObject({ code: 'internal_error' })
})

test('a sealed value opens in its place only: its app, its record, its kind, its key, unaltered', () => {
  const key = randomBytes(32)
  const place: Place = { app: 'one', record: 'a', kind: 'access' }
  const sealed = seal(key, 'one-1', place, Buffer.from('a token'))
  expect(unseal(key, place, sealed).toString()).toBe('a token')
  for (const other of [{ app: 'two' }, { record: 'b' }, { kind: 'refresh' as const }]) {
    expect(() => unseal(key, { ...place, ...other }, sealed), JSON.stringify(other)).toThrow()
  }
  const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url')
  const flipped = Buffer.from(bytes.map((byte, index) => (index === 12 ? byte ^ 1 : byte)))
  for (const altered of [
    sealed.replace('one-1', 'one-2'),
    sealed.replace('v1', 'v2'),
    `v1.one-1.${flipped.toString('base64url')}`,
    `v1.one-1.${bytes.subarray(0, -1).toString('base64url')}`,
  ]) {
    expect(() => unseal(key, place, altered), altered).toThrow()
  }
  expect(() => unseal(randomBytes(32), place, sealed)).toThrow()
})

test.for([31, 33])('a master key of %i bytes is refused', async (length, { system }) => {
  const { createVault } = await import('@alter/vault')
  const config = { ...system.config, master_key: randomBytes(length).toString('base64') }
  await expect(createVault(config)).rejects.toThrow('master_key must be 32 bytes')
})

test('a data folder does not open with another master key', async ({ system }) => {
  const { createVault } = await import('@alter/vault')
  const other = { ...system.config, master_key: randomBytes(32).toString('base64') }
  await expect(createVault(other)).rejects.toThrow('This master key does not open this data')
})

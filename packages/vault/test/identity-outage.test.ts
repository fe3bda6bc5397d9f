import { HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import type { Vault } from '@alter/vault'
import { ownVaultTest } from './fixtures.ts'
import type { TestIssuer } from './issuer.ts'
import { problem, VAULT } from './system.ts'
import { stopClock } from './stop-clock.ts'

/** Seconds. */
const HOUR = 3600

const test = ownVaultTest(({ issuer }) => ({
  app: { identity: { issuer: issuer.url, audience: 'my-app' } },
  vault: { allow_private_network: true, metrics_token: 'a-token-of-metrics' },
}))
  /** With a token that was not seen before. */
  .extend('ask', ({ issuer, system }) => {
    return async (header: { kid?: string } = {}, vault: Vault = system.vault): Promise<Response> => {
      const exp = Math.floor(Date.now() / 1000) + 1000 * HOUR
      const claims = { sub: 'ada', iss: issuer.url, aud: 'my-app', exp, jti: String(Math.random()) }
      const headers = {
        [HEADER.apiKey]: system.apiKey,
        [HEADER.userToken]: await issuer.sign(claims, header),
      }
      return vault.fetch(new Request(`${VAULT}/sdk/grants`, { headers }))
    }
  })
  .extend('outages', ({ system }) => {
    return (): { until: string | null; app: string }[] => {
      return system.log
        .filter((line) => line.includes('gives no keys'))
        .map((line): { level: number; until: string | null; app: string } => JSON.parse(line))
        .filter(({ level }) => level === 50)
    }
  })

describe('12.13: keys of an issuer that is out of order', () => {
  test.for<[string, (issuer: TestIssuer) => void]>([
    ['answers 503', (issuer) => (issuer.status = 503)],
    ['is gone', (issuer) => (issuer.status = 404)],
    ['has no keys', (issuer) => (issuer.keys = [])],
    ['is not there', (issuer) => void issuer.close()],
  ])(
    'are accepted for a day if it %s, and logged as errors',
    async ([_name, breaks], { issuer, system, ask, outages }) => {
      expect((await ask()).status).toBe(200)
      breaks(issuer)
      for (let hour = 0; hour < 23; hour += 1) {
        system.pass(HOUR)
        expect((await ask()).status).toBe(200)
      }
      await expect.poll(() => outages().length).toBeGreaterThan(2)
      expect(outages()[0]).toMatchObject({ app: 'demo', until: expect.any(String) })
      system.pass(HOUR)
      expect(await problem(await ask())).toMatchObject({ status: 502, code: 'provider_unreachable' })
    },
  )

  test('are asked for again, but not with each call', async ({ issuer, system, ask }) => {
    stopClock()
    await ask()
    issuer.status = 500
    system.pass(HOUR)
    await Promise.all(Array.from({ length: 20 }, () => ask()))
    for (let call = 0; call < 20; call += 1) await ask()
    expect(issuer.fetches).toBe(2)
    issuer.status = 200
    system.pass(31)
    await ask()
    await expect.poll(() => issuer.fetches).toBe(3)
  })

  test.for([
    ['half a minute later', 31],
    ['also where the clock is set back', -600],
  ] as const)(
    'do not verify a token of a key that nobody has seen: the issuer is what is wrong, and is asked again %s',
    async ([, passed], { issuer, system, ask }) => {
      await ask()
      issuer.status = 500
      await issuer.rotate()
      system.pass(HOUR)
      expect(await problem(await ask())).toMatchObject({ status: 502, code: 'provider_unreachable' })
      expect(await problem(await ask())).toMatchObject({ status: 502, code: 'provider_unreachable' })
      issuer.status = 200
      system.pass(passed)
      expect((await ask()).status).toBe(200)
    },
  )

  test('are refused after it is back and has withdrawn them', async ({ issuer, system, ask }) => {
    await ask()
    issuer.status = 500
    system.pass(HOUR)
    expect((await ask()).status).toBe(200)
    issuer.status = 200
    const [old] = issuer.keys
    await issuer.rotate()
    issuer.keys = issuer.keys.slice(1)
    system.pass(31)
    expect((await ask()).status).toBe(200)
    expect(await problem(await ask({ kid: String(old?.kid) }))).toMatchObject({ code: 'invalid_user_token' })
  })

  test('are accepted as long as the configuration says', async ({ backendWith, issuer, system, ask }) => {
    const { system: shorter } = await backendWith({
      app: { identity: { issuer: issuer.url, audience: 'my-app', keys_kept_hours: 2 } },
    })
    const here = shorter.vault
    await ask({}, here)
    issuer.status = 500
    system.pass(1.9 * HOUR)
    expect((await ask({}, here)).status).toBe(200)
    system.pass(0.2 * HOUR)
    expect(await problem(await ask({}, here))).toMatchObject({ code: 'provider_unreachable' })
  })

  test('are counted for the operator', async ({ issuer, system, ask }) => {
    await ask()
    issuer.status = 500
    system.pass(HOUR)
    await ask()
    const headers = { authorization: 'Bearer a-token-of-metrics' }
    const metrics = await system.vault.fetch(new Request(`${VAULT}/metrics`, { headers }))
    expect(await metrics.text()).toContain('alter_vault_identity_key_failures_total{app="demo"} 1')
  })
})

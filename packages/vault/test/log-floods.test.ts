import { HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { createLog } from '../src/log.ts'
import { ProviderFailure } from '../src/providers/failure.ts'
import { createLogSeldom } from '../src/seldom.ts'
import { logFailure } from '../src/sessions/failure-log.ts'
import { vaultTest } from './fixtures.ts'
import { flowAt, plainProvider } from './plain-flow.ts'
import { Browser, VAULT } from './system.ts'
import { WalletBrowser } from './wallet-browser.ts'
import { stopClock } from './stop-clock.ts'

interface Line {
  level: number
  msg: string
  unlogged?: number
  err?: { message: string }
}

/** Lines that an operator is woken for, and those that tell of something odd. */
function linesSince(log: string[], start: number, level = 40): Line[] {
  return log
    .slice(start)
    .map((text): Line => JSON.parse(text))
    .filter((line) => line.level >= level)
}
const ERROR = 50

const test = vaultTest(({ plainServer }) => ({
  app: { providers: { plain: plainProvider(plainServer, { name: 'Plain' }) } },
  vault: { allow_private_network: true },
})).extend('flow', ({ backend, plain }) => {
  stopClock()
  // What was said a minute ago is said again.
  backend.system.pass(61)
  return flowAt(backend, plain)
})

/** At an issuer that was there when the vault started, and is gone now. */
const deserted = vaultTest({ wallet: true }, (system) => system.provider.close())

describe('14.4 what a user writes into the address of their own session', () => {
  test('is no error in the log, however often, and is still reported to the app', async ({ flow }) => {
    const start = flow.system.log.length
    for (let flows = 0; flows < 3; flows += 1) {
      expect(await flow.connect('error=invalid_client')).toMatchObject({ error: 'provider_misconfigured' })
    }
    expect(linesSince(flow.system.log, start)).toMatchObject([{ level: 40, msg: 'an authorization failed' }])
  })

  test('hides nothing that the vault itself sees in the same minute', async ({ flow }) => {
    const start = flow.system.log.length
    await flow.connect('error=server_error')
    flow.server.answers['/token'] = () => ({ status: 400, body: { error: 'server_error' } })
    await flow.connect()
    expect(linesSince(flow.system.log, start)).toHaveLength(2)
  })

  test('what the vault saw at the token endpoint is one, once a minute', async ({ flow }) => {
    flow.server.answers['/token'] = () => ({ status: 401, body: { error: 'invalid_client' } })
    const start = flow.system.log.length
    for (let flows = 0; flows < 3; flows += 1) await flow.connect()
    flow.system.pass(61)
    await flow.connect()
    const lines = linesSince(flow.system.log, start)
    expect(lines).toMatchObject([{ level: ERROR }, { level: ERROR, unlogged: 2 }])
    expect(lines[0]?.err?.message).toContain('invalid_client')
  })

  test('a browser with answers of nobody’s flow brings a line a minute', async ({ flow }) => {
    const start = flow.system.log.length
    const browser = new Browser(flow.system)
    for (const provider of ['plain', 'other', 'x'.repeat(5000)]) {
      await browser.send(`/sdk/oauth/callback/${provider}?state=made-up&error=invalid_client`)
    }
    expect(linesSince(flow.system.log, start)).toMatchObject([{ level: 40 }])
    expect(flow.system.log.slice(start).every((line) => line.length < 3000)).toBe(true)
  })
})

describe('14.4 wrong issuer', () => {
  test('is one line of error a minute, in words of its own', async ({ startFlow }) => {
    const { server, system, backend } = await startFlow(
      'plain',
      ({ origin }) => ({ name: 'Plain', issuer: origin }),
      'discovered',
    )
    server.answers['/.well-known/openid-configuration'] = () => ({ status: 404, body: '' })
    const start = system.log.length
    for (let flows = 0; flows < 3; flows += 1) {
      const { session_id, session_token } = await backend.mint({ allowed_providers: ['plain'] })
      const browser = new Browser(system)
      await browser.start(session_token)
      await browser.page('authorize', { session_id, provider: 'plain' })
    }
    const lines = linesSince(system.log, start, ERROR)
    expect(lines).toMatchObject([{ msg: 'an authorization cannot begin' }])
    expect(system.log.join('\n')).toMatch(/"reason":"[^"]*Compare issuer of demo: providers\.plain/)
  })

  test('is no error at a host that the user named', () => {
    const log: string[] = []
    const parts = logTo(log, () => 0)
    const failure = new ProviderFailure('provider_misconfigured', 'No document.', { fault: 'issuer' })
    const place = 'demo shops'
    logFailure(parts, 'an authorization cannot begin', failure, { place, fields: { shop: 'theirs' } })
    logFailure(parts, 'an authorization cannot begin', failure, { place, fields: {} })
    expect(linesSince(log, 0)).toMatchObject([{ level: 40 }, { level: ERROR }])
  })
})

test('14.4 a clock that is set back silences no line', () => {
  const log: string[] = []
  let at = 36_000_000
  const { logSeldom } = logTo(log, () => at)
  for (const passed of [0, -3_600_000, 1000, 60_000]) {
    at += passed
    logSeldom('error', 'kind', {}, 'said')
  }
  expect(linesSince(log, 0)).toHaveLength(3)
})

function logTo(lines: string[], now: () => number) {
  const log = createLog('info', { write: (text) => void lines.push(text) })
  return { log, logSeldom: createLogSeldom(log, now) }
}

test('14.4 a provider that answers 500 to what a user asks for is no error of the vault', async ({
  flow,
}) => {
  await flow.connect()
  flow.server.answers['/api'] = () => ({ status: 500, body: {} })
  const start = flow.system.log.length
  expect((await flow.use()).status).toBe(500)
  expect(linesSince(flow.system.log, start, ERROR)).toEqual([])
})

describe('14.5 an issuer that is out of reach', () => {
  deserted('is one line of error a minute, and the line of each answer has the cause', async ({ system }) => {
    const start = system.log.length
    const token = await system.provider.userToken({ sub: 'ada' })
    for (const jti of ['1', '2', '3']) {
      const headers = { [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: `${token}${jti}` }
      const response = await system.vault.fetch(new Request(`${VAULT}/sdk/grants`, { headers }))
      expect(response.status).toBe(502)
    }
    const lines = linesSince(system.log, start)
    expect(lines.filter(({ level }) => level >= ERROR)).toMatchObject([
      { msg: expect.stringContaining('gives no keys') },
    ])
    const answers = lines.filter(({ msg }) => msg === 'request')
    expect(answers).toHaveLength(3)
    for (const { err } of answers) expect(err?.message).toContain('could not be reached')
  })

  deserted('lets nobody who opens the Wallet raise an error', async ({ system }) => {
    const start = system.log.length
    const browser = new WalletBrowser(system)
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await browser.send('/wallet/sign-in?app=demo')).status).toBe(502)
      await browser.send('/wallet/callback/demo?state=made-up&error=invalid_client')
    }
    const lines = linesSince(system.log, start)
    expect(lines.filter(({ level }) => level >= ERROR)).toEqual([])
    expect(lines.filter(({ msg }) => msg.includes('sign-in'))).toHaveLength(2)
  })
})

import type { LookupAddress } from 'node:dns'
import { HEADER } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { addressRule } from '../../src/outbound/address.ts'
import { createOutbound, ForbiddenAddressError, type Resolve } from '../../src/outbound/outbound.ts'
import { startIssuer } from '../issuer.ts'
import { listen, type LocalServer } from '../server.ts'
import { Backend, connectGoogle, problem, startSystem, type System, VAULT } from '../system.ts'

vi.setConfig({ testTimeout: 30_000 })

/** A service on the vault's own network that nobody outside may reach. */
let internal: LocalServer
let asked: string[]
beforeEach(async () => {
  asked = []
  internal = await listen(({ url }, response) => {
    asked.push(url ?? '')
    response.end('{"secret":"of the inside"}')
  })
})
afterEach(() => internal.close())

async function refusalOf(url: string, resolve?: Resolve, rule = addressRule(false)): Promise<unknown> {
  const outbound = createOutbound(rule, 2000, resolve)
  try {
    const error = await outbound.fetch(url).catch((thrown: unknown) => thrown)
    return error instanceof Error ? error.cause : error
  } finally {
    await outbound.close()
  }
}

/** The name server of the attacker: each question has its own answer. */
function answerInTurn(questions: string[], ...answers: LookupAddress[][]): Resolve {
  return (hostname, _options, callback) => {
    questions.push(hostname)
    callback(null, answers[Math.min(questions.length, answers.length) - 1] ?? [])
  }
}

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '0.0.0.0',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'x.localhost',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[0:0:0:0:0:0:0:1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fec0::1]',
  '[fd00:ec2::254]',
  '169.254.169.254',
  '100.100.100.200',
  '192.0.0.192',
])('private ranges, however written: %s', async (host) => {
  expect(await refusalOf(`http://${host}:${internal.port}/`)).toBeInstanceOf(ForbiddenAddressError)
  expect(asked).toEqual([])
})

describe('DNS rebinding', () => {
  const inside: LookupAddress = { address: '127.0.0.1', family: 4 }
  const outside: LookupAddress = { address: '127.0.0.2', family: 4 }
  let questions: string[]
  beforeEach(() => {
    questions = []
  })

  function rebind(...answers: LookupAddress[][]): Promise<unknown> {
    return refusalOf(`http://rebind.example:${internal.port}/`, answerInTurn(questions, ...answers))
  }

  test('a name that means the inside', async () => {
    expect(await rebind([inside])).toBeInstanceOf(ForbiddenAddressError)
  })

  test('a name that means something else when asked again: it is asked once, and that answer is dialled', async () => {
    expect(await rebind([inside], [outside])).toBeInstanceOf(ForbiddenAddressError)
    expect(questions).toEqual(['rebind.example'])
    questions = []
    // Another address of this machine stands for the outside; nobody listens there.
    const resolve = answerInTurn(questions, [outside], [inside])
    function onlyOutside(address: string): boolean {
      return address === outside.address
    }
    expect(await refusalOf(`http://rebind.example:${internal.port}/`, resolve, onlyOutside)).toMatchObject({
      code: 'ECONNREFUSED',
    })
    expect(questions).toEqual(['rebind.example'])
  })

  test('a name that means the outside and the inside: the inside is not even tried', async () => {
    const resolve = answerInTurn(questions, [inside, outside])
    function onlyOutside(address: string): boolean {
      return address === outside.address
    }
    expect(await refusalOf(`http://rebind.example:${internal.port}/`, resolve, onlyOutside)).toMatchObject({
      code: 'ECONNREFUSED',
    })
  })

  test('a name that means the inside in several ways', async () => {
    const mapped: LookupAddress[] = [
      inside,
      { address: '::ffff:127.0.0.1', family: 6 },
      { address: '::7f00:1', family: 6 },
    ]
    expect(await rebind(mapped)).toBeInstanceOf(ForbiddenAddressError)
  })

  afterEach(() => expect(asked).toEqual([]))
})

describe('through the vault', () => {
  let system: System
  let backend: Backend
  let redirect: LocalServer
  let location: string
  beforeEach(async () => {
    redirect = await listen((_request, response) => void response.writeHead(302, { location }).end())
    const host = `localhost:${redirect.port}`
    system = await startSystem({ google: { api_hosts: [host, `localhost:${internal.port}`] } })
    const [app] = system.config.apps
    if (!app) throw new Error('no app')
    system.config.allow_private_network = [host, new URL(system.provider.origin).host]
    system.vault = await system.secondVault()
    backend = new Backend(system)
    await connectGoogle(backend)
  })
  afterEach(async () => {
    await system.close()
    await redirect.close()
  })

  test('redirects: not even a listed host leads to an address that may not be called', async () => {
    location = `http://localhost:${internal.port}/latest/meta-data`
    const refused = await problem(await backend.call(`http://localhost:${redirect.port}/`))
    expect(refused).toMatchObject({ code: 'host_not_allowed' })
    expect(JSON.stringify(refused)).not.toContain('of the inside')
    expect(asked).toEqual([])
  })

  test('odd schemes, asked for or redirected to', async () => {
    for (const scheme of ['file', 'gopher', 'ftp', 'ws', 'wss', 'data', 'javascript', 'blob']) {
      const url = `${scheme}://localhost:${redirect.port}/x`
      expect(await problem(await backend.call(url)), url).toMatchObject({
        code: 'invalid_request',
        field: HEADER.url,
      })
      location = url
      expect((await backend.call(`http://localhost:${redirect.port}/`)).status, url).toBe(302)
    }
  })

  test('an issuer whose discovery document points inside', async () => {
    const issuer = await startIssuer()
    try {
      const [app] = system.config.apps
      if (!app) throw new Error('no app')
      app.identity = { issuer: issuer.url, audience: 'x' }
      issuer.jwksUri = `http://127.0.0.1:${internal.port}/keys`
      system.config.allow_private_network = [new URL(issuer.url).host]
      system.vault = await system.secondVault()
      const token = await issuer.sign({ sub: 'eve', iss: issuer.url, aud: 'x', exp: Date.now() })
      const answer = await system.vault.fetch(
        new Request(`${VAULT}/sdk/grants`, {
          headers: { [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: token },
        }),
      )
      const refused = await problem(answer)
      expect(refused).toMatchObject({ code: 'provider_misconfigured' })
      expect(JSON.stringify(refused)).not.toContain('of the inside')
      expect(asked).toEqual([])
    } finally {
      await issuer.close()
    }
  })
})

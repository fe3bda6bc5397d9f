/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import type { LookupAddress } from 'node:dns'
import { HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { addressRule } from '../../src/outbound/address.ts'
import { createOutbound, ForbiddenAddressError, type Resolve } from '../../src/outbound/outbound.ts'
import { startIssuer } from '../issuer.ts'
import { vaultTest } from '../fixtures.ts'
import { listen } from '../server.ts'
import { Backend, connectGoogle, problem, VAULT } from '../system.ts'

/** A service on the vault's own network that nobody outside may reach; a test fails that reaches it. */
interface Internal {
  port: number
  asked: string[]
}

const test = vaultTest().extend('internal', { auto: true }, async ({}, { onCleanup }): Promise<Internal> => {
  const asked: string[] = []
  const server = await listen(({ url }, response) => {
    asked.push(url ?? '')
    response.end('{"secret":"of the inside"}')
  })
  onCleanup(async () => {
    await server.close()
    expect(asked).toEqual([])
  })
  return { port: server.port, asked }
})

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

test.for([
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
  '168.63.129.16',
  '[100:0:0:1::1]',
  '[::1:7f00:1]',
  '[4000::1]',
])('private ranges, however written: %s', async (host, { internal }) => {
  expect(await refusalOf(`http://${host}:${internal.port}/`)).toBeInstanceOf(ForbiddenAddressError)
  expect(internal.asked).toEqual([])
})

describe('DNS rebinding', () => {
  const inside: LookupAddress = { address: '127.0.0.1', family: 4 }
  const outside: LookupAddress = { address: '127.0.0.2', family: 4 }

  const rebinding = test.extend('rebind', ({ internal }) => {
    return async (...answers: LookupAddress[][]) => {
      const questions: string[] = []
      const resolve = answerInTurn(questions, ...answers)
      return { questions, refusal: await refusalOf(`http://rebind.example:${internal.port}/`, resolve) }
    }
  })

  rebinding('a name with a private address', async ({ rebind }) => {
    expect((await rebind([inside])).refusal).toBeInstanceOf(ForbiddenAddressError)
  })

  rebinding(
    'a name with another address at the next look-up: it is resolved once, and that address is called',
    async ({ internal, rebind }) => {
      const first = await rebind([inside], [outside])
      expect(first.refusal).toBeInstanceOf(ForbiddenAddressError)
      expect(first.questions).toEqual(['rebind.example'])
      const questions: string[] = []
      // Another address of this machine stands for the outside; nobody listens there.
      const resolve = answerInTurn(questions, [outside], [inside])
      function onlyOutside(address: string): boolean {
        return address === outside.address
      }
      expect(await refusalOf(`http://rebind.example:${internal.port}/`, resolve, onlyOutside)).toMatchObject({
        code: 'ECONNREFUSED',
      })
      expect(questions).toEqual(['rebind.example'])
    },
  )

  test('a name with public and private addresses: the private address is not tried', async ({ internal }) => {
    const resolve = answerInTurn([], [inside, outside])
    function onlyOutside(address: string): boolean {
      return address === outside.address
    }
    expect(await refusalOf(`http://rebind.example:${internal.port}/`, resolve, onlyOutside)).toMatchObject({
      code: 'ECONNREFUSED',
    })
  })

  rebinding('a name with private addresses in several forms', async ({ rebind }) => {
    const mapped: LookupAddress[] = [
      inside,
      { address: '::ffff:127.0.0.1', family: 6 },
      { address: '::7f00:1', family: 6 },
    ]
    expect((await rebind(mapped)).refusal).toBeInstanceOf(ForbiddenAddressError)
  })
})

describe('through the vault', () => {
  /** A listed host that sends whoever calls it elsewhere, and may be called, as the service of the inside may not. */
  const calling = test
    .extend('redirect', async ({}, { onCleanup }) => {
      const redirect = { host: '', location: '' }
      const server = await listen(
        (_request, response) => void response.writeHead(302, { location: redirect.location }).end(),
      )
      onCleanup(() => server.close())
      redirect.host = `localhost:${server.port}`
      return redirect
    })
    .extend('open', async ({ start, redirect, internal }) => {
      const system = await start({ google: { api_hosts: [redirect.host, `localhost:${internal.port}`] } })
      system.config.allow_private_network = [redirect.host, new URL(system.provider.origin).host]
      system.vault = await system.secondVault()
      return system
    })
    .extend('backend', async ({ open }) => {
      const backend = new Backend(open)
      await connectGoogle(backend)
      return backend
    })

  calling(
    'redirects: not even a listed host leads to an address that may not be called',
    async ({ redirect, internal, backend }) => {
      redirect.location = `http://localhost:${internal.port}/latest/meta-data`
      const refused = await problem(await backend.call(`http://${redirect.host}/`))
      expect(refused).toMatchObject({ code: 'host_not_allowed' })
      expect(JSON.stringify(refused)).not.toContain('of the inside')
      expect(internal.asked).toEqual([])
    },
  )

  calling('odd schemes, asked for or redirected to', async ({ redirect, backend }) => {
    for (const scheme of ['file', 'gopher', 'ftp', 'ws', 'wss', 'data', 'javascript', 'blob']) {
      const url = `${scheme}://${redirect.host}/x`
      expect(await problem(await backend.call(url)), url).toMatchObject({
        code: 'invalid_request',
        field: HEADER.url,
      })
      redirect.location = url
      expect((await backend.call(`http://${redirect.host}/`)).status, url).toBe(302)
    }
  })

  calling(
    'an issuer whose discovery document names a private address',
    async ({ open: system, internal }) => {
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
        expect(internal.asked).toEqual([])
      } finally {
        await issuer.close()
      }
    },
  )
})

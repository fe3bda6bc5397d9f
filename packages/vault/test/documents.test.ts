import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { HEADER } from '@alter/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import { addressRule } from '../src/outbound/address.ts'
import { fetchDocument } from '../src/outbound/document.ts'
import { createOutbound } from '../src/outbound/outbound.ts'
import { startPlainFlow } from './plain-flow.ts'
import { listen, type LocalServer } from './server.ts'
import { startSystem } from './system.ts'

const outbound = createOutbound(addressRule(true), 2000)
let server: LocalServer | undefined
afterEach(() => server?.close())

async function serve(listener: RequestListener): Promise<string> {
  server = await listen(listener)
  return `http://localhost:${server.port}`
}

describe('12.21: a document that is elsewhere', () => {
  test.each([301, 302, 303, 307, 308])('at the same origin is followed: %i', async (status) => {
    const origin = await serve(({ url }, response) =>
      url === '/doc' ? response.writeHead(status, { location: '/doc/' }).end() : response.end(url),
    )
    expect(await (await fetchDocument(outbound, `${origin}/doc`)).text()).toBe('/doc/')
  })

  test.each([
    ['at another host', 'http://127.0.0.1:1/doc'],
    ['at another port', 'http://localhost:1/doc'],
    ['at the same host by https', 'https://localhost/doc'],
    ['with a password', 'http://u:p@HOST/doc'],
    ['nowhere', ''],
    ['in a file', 'file:///etc/passwd'],
  ])('%s is not followed', async (_name, location) => {
    let asked = 0
    const origin = await serve(({ headers }, response) => {
      asked += 1
      response.writeHead(301, { location: location.replace('HOST', headers.host ?? '') }).end()
    })
    const { status } = await fetchDocument(outbound, `${origin}/doc`)
    expect(status).toBe(301)
    // An empty reference is the address itself, which has an end too.
    expect(asked).toBe(location === '' ? 4 : 1)
  })

  test('is followed three times', async () => {
    const origin = await serve(({ url }, response) => {
      const left = Number(url?.slice(1))
      if (left === 0) response.end('here')
      else response.writeHead(302, { location: `/${left - 1}` }).end()
    })
    expect((await fetchDocument(outbound, `${origin}/3`)).status).toBe(200)
    expect((await fetchDocument(outbound, `${origin}/4`)).status).toBe(302)
  })

  test('is not followed with a credential', async () => {
    const origin = await serve((_, response) => response.writeHead(301, { location: '/other' }).end())
    for (const headers of [{ authorization: 'Bearer x' }, { Cookie: 'x=y' }]) {
      expect((await fetchDocument(outbound, `${origin}/doc`, { headers })).status).toBe(301)
    }
  })
})

test('12.21: a provider whose discovery document is behind a redirect is connected', async () => {
  const flow = await startPlainFlow(
    'plain',
    ({ origin }) => ({ issuer: `${origin}/op`, openid: false }),
    'discovered',
  )
  const { origin, answers } = flow.server
  const at = '/op/.well-known/openid-configuration'
  answers[at] = () => ({ status: 301, headers: { location: `${at}/` }, body: '' })
  answers[`${at}/`] = () => ({
    body: {
      issuer: `${origin}/op`,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      userinfo_endpoint: `${origin}/account`,
    },
  })
  expect(await flow.connect()).toMatchObject({ status: 'completed' })
  // With the token it is not followed.
  answers['/account'] = () => ({ status: 307, headers: { location: '/other' }, body: '' })
  answers['/other'] = () => ({ body: { id: 7 } })
  expect(await flow.connect()).toMatchObject({ error: 'provider_misconfigured' })
  await flow.close()
})

test('12.21: so are the discovery document and the keys of an identity issuer', async () => {
  const { exportJWK, generateKeyPair, SignJWT } = await import('jose')
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const key = { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' }
  const issuer = await serve(({ url = '', headers }, response) => {
    if (!url.endsWith('/')) return response.writeHead(308, { location: `${url}/` }).end()
    const at = `http://${headers.host}`
    return response.end(
      JSON.stringify(url === '/keys/' ? { keys: [key] } : { issuer: at, jwks_uri: `${at}/keys` }),
    )
  })
  const system = await startSystem({
    app: { identity: { issuer, audience: 'x' } },
    vault: { allow_private_network: true },
  })
  const token = await new SignJWT({ sub: 'ada' })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid })
    .setIssuer(issuer)
    .setAudience('x')
    .setExpirationTime('5m')
    .sign(privateKey)
  const headers = { [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: token }
  const listed = await system.vault.fetch(new Request('http://vault.localhost:4401/sdk/grants', { headers }))
  expect(listed.status).toBe(200)
  await system.close()
})

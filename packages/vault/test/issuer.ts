import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { listen } from './server.ts'

/** An identity provider of one test, which controls its keys and tokens. */
export interface TestIssuer {
  url: string
  jwksUri: string
  /** How often its keys were fetched. */
  fetches: number
  /** Settable: status of its key set. */
  status: number
  /** Settable: status of its discovery document. */
  discoveryStatus: number
  /** The public keys it serves. */
  keys: JWK[]
  /**
   * Adds a key that signs from now on.
   * @returns its id
   */
  rotate(algorithm?: string): Promise<string>
  /** Signs claims unchanged with the newest key. */
  sign(
    claims: Record<string, unknown>,
    header?: { alg?: string; kid?: string | undefined; typ?: unknown },
  ): Promise<string>
  close(): Promise<void>
}

export async function startIssuer(): Promise<TestIssuer> {
  const server = await listen((request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      response
        .writeHead(issuer.discoveryStatus)
        .end(JSON.stringify({ issuer: issuer.url, jwks_uri: issuer.jwksUri }))
      return
    }
    issuer.fetches += 1
    response.writeHead(issuer.status).end(JSON.stringify({ keys: issuer.keys }))
  })
  const url = `http://localhost:${server.port}`
  let signer: { key: CryptoKey; kid: string; alg: string } | undefined
  const issuer: TestIssuer = {
    url,
    jwksUri: `${url}/keys`,
    fetches: 0,
    status: 200,
    discoveryStatus: 200,
    keys: [],
    async rotate(alg = 'ES256') {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
      const kid = randomUUID()
      signer = { key: privateKey, kid, alg }
      issuer.keys.push({ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' })
      return kid
    },
    async sign(claims, header = {}) {
      if (!signer) throw new Error('no key')
      const { key, kid, alg } = signer
      const sent: Record<string, unknown> & { alg: string } = { alg, kid, ...header }
      return new SignJWT(claims).setProtectedHeader(sent).sign(key)
    },
    close: () => server.close(),
  }
  await issuer.rotate()
  return issuer
}

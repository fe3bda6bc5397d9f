import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { listen } from './server.ts'

/** An OpenID provider of one test, which controls the claims of every sign-in. */
export interface SignInIssuer {
  url: string
  clientId: string
  /** Settable: claims that replace those of the next ID token; `undefined` removes one. */
  claims: Record<string, unknown>
  /** Settable: status of its token endpoint. Default: 200. */
  tokenStatus: number
  /** Settable: runs before the token endpoint answers. */
  meanwhile: () => Promise<unknown>
  /** Settable: who signs the next ID token. */
  signer: 'own' | 'another' | 'nobody'
  /** The callback address for an authorization request. */
  callback(authorizationUrl: string, more?: Record<string, string>): string
  /** A logout token with these claims in place of valid ones; `undefined` removes one. */
  logoutToken(claims: Record<string, unknown>): Promise<string>
  /** A user's JWT, as an app sends it. */
  userToken(sub: string): Promise<string>
  close(): Promise<void>
}

export async function startSignInIssuer(): Promise<SignInIssuer> {
  const own = await signingKey()
  const another = await signingKey()
  let nonce: string | null = null
  const server = await listen((request, response) => {
    function json(status: number, body: unknown): void {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (request.url === '/keys') return json(200, { keys: [own.jwk] })
    if (request.url === '/token') {
      if (issuer.tokenStatus !== 200) return json(issuer.tokenStatus, { error: 'server_error' })
      void issuer
        .meanwhile()
        .then(idToken)
        .then((id_token) =>
          json(200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token }),
        )
      return undefined
    }
    return json(200, {
      issuer: issuer.url,
      authorization_endpoint: `${issuer.url}/authorize`,
      token_endpoint: `${issuer.url}/token`,
      jwks_uri: `${issuer.url}/keys`,
      id_token_signing_alg_values_supported: ['ES256'],
    })
  })
  function good(): Record<string, unknown> {
    const now = Math.floor(Date.now() / 1000)
    return { iss: issuer.url, sub: 'ada', aud: issuer.clientId, iat: now, exp: now + 600, nonce }
  }
  async function idToken(): Promise<string> {
    const key = issuer.signer === 'another' ? another : own
    const signed = await sign({ ...good(), ...issuer.claims }, key)
    return issuer.signer === 'nobody' ? signed.replace(/\.[^.]+$/, '.') : signed
  }
  const issuer: SignInIssuer = {
    url: `http://localhost:${server.port}`,
    clientId: 'wallet-client',
    claims: {},
    tokenStatus: 200,
    meanwhile: () => Promise.resolve(),
    signer: 'own',
    callback(authorizationUrl, more = {}) {
      const { searchParams } = new URL(authorizationUrl)
      nonce = searchParams.get('nonce')
      const back = new URL(searchParams.get('redirect_uri') ?? '')
      const answer = { state: searchParams.get('state') ?? '', code: randomUUID(), iss: issuer.url, ...more }
      back.search = new URLSearchParams(answer).toString()
      return back.href
    },
    logoutToken(claims) {
      const { iss, aud, iat, exp } = good()
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
      const key = issuer.signer === 'another' ? another : own
      return sign({ iss, aud, iat, exp, jti: randomUUID(), events, ...claims }, key)
    },
    userToken: (sub) => sign({ ...good(), sub }, own),
    close: () => server.close(),
  }
  return issuer
}

interface Signer {
  key: CryptoKey
  jwk: JWK
}

async function signingKey(): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return { key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES256', use: 'sig' } }
}

function sign(claims: Record<string, unknown>, { key }: Signer): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'key' }).sign(key)
}

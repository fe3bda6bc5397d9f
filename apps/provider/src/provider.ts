import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { importJWK, SignJWT } from 'jose'
import { github } from './github.ts'
import { google } from './google.ts'
import { send } from './http.ts'
import { identity } from './identity.ts'
import { type ClientRegistration, createIssuer, type IssuerServer, type LocalIssuer } from './issuer.ts'
import { makeSigningKeys, type SigningKeys } from './signing-key.ts'

export interface LocalProviderOptions {
  /** Default 0: a free one. */
  port?: number
  /** Name in the issuers' URLs; the server listens on loopback. Default `localhost`. */
  host?: string
  /** Seconds. Default 60. */
  accessTokenTtl?: number
  clients: Record<'identity' | 'google' | 'github', ClientRegistration>
  /** What the issuers sign with. Default: new keys, so that nothing that an earlier start signed is believed. */
  signingKeys?: SigningKeys
}

export interface UserClaims {
  sub: string
  email?: string
  name?: string
  /** Default: the client of `identity`. */
  audience?: string
  /** Default: the issuer of `identity`. */
  issuer?: string
  /** Seconds, negative for one that is over. Default 3600. */
  expiresIn?: number
  /** Any others, such as `groups`. */
  claims?: Record<string, unknown>
}

export interface LocalProvider {
  origin: string
  identity: LocalIssuer
  google: LocalIssuer
  github: LocalIssuer
  /** A JWT as `identity` issues to those who sign in, signed with its key. */
  userToken(claims: UserClaims): Promise<string>
  close(): Promise<void>
}

/**
 * Starts the identity provider, Google and GitHub of this machine, all on one port.
 * @throws the system's error, such as `EADDRINUSE`
 */
export async function startLocalProvider(options: LocalProviderOptions): Promise<LocalProvider> {
  const server = createServer()
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  const origin = `http://${options.host ?? 'localhost'}:${address.port}`
  const ttl = options.accessTokenTtl ?? 60
  const { clients, signingKeys = await makeSigningKeys() } = options
  const [styleSheet, privateKey, ...issuers] = await Promise.all([
    readFile(new URL('style.css', import.meta.url), 'utf8'),
    importJWK(signingKeys.identity, 'RS256'),
    createIssuer(identity, origin, clients.identity, ttl, signingKeys.identity),
    createIssuer(google, origin, clients.google, ttl, signingKeys.google),
    createIssuer(github, origin, clients.github, ttl, signingKeys.github),
  ])
  const [identityServer, googleServer, githubServer] = issuers

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/style.css') return send(response, 200, 'text/css; charset=utf-8', styleSheet)
    answer(issuers, request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, 'text/plain', String(error))
      else response.destroy()
    })
  })

  return {
    origin,
    identity: identityServer.local,
    google: googleServer.local,
    github: githubServer.local,
    userToken: ({ sub, email, name, audience, issuer, expiresIn = 3600, claims }) => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({ email, name, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: String(signingKeys.identity.kid), typ: 'JWT' })
        .setSubject(sub)
        .setIssuer(issuer ?? identityServer.local.issuer)
        .setAudience(audience ?? identityServer.local.clientId)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(privateKey)
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  issuers: readonly IssuerServer[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/'
  for (const issuer of issuers) {
    const mount = new URL(issuer.local.issuer).pathname
    if (url.startsWith(`${mount}/`)) return issuer.handle(request, response, url.slice(mount.length))
  }
  if (url === '/favicon.ico') return send(response, 204, 'image/x-icon', '')
  send(response, 404, 'text/plain', 'Not found')
}

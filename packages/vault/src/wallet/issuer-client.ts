import { compactVerify } from 'jose'
import * as openid from 'openid-client'
import type { App } from '../config/settings.ts'
import { WITH_KEY_PAIR } from '../crypto/signature-algorithms.ts'
import { createKeySet } from '../identity/key-set.ts'
import { type Identity, readIdentity } from '../identity/user-token.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import { createAuthorization } from '../providers/authorization.ts'
import type { ProviderClients } from '../providers/client.ts'
import { ProviderFailure, providerFailure } from '../providers/failure.ts'
import { type IdToken, readIdToken } from '../providers/id-token.ts'
import { type Provider, resolveProvider } from '../providers/provider.ts'
import { ID_TOKEN } from '../providers/token-response.ts'
import { noteSpent } from '../storage/effects.ts'
import { type LoggedOut, readLogoutToken } from './logout-token.ts'

/** The user who signed in at an app's issuer. */
export interface SignedInUser {
  identity: Identity
  /** `sub`, even if the app names its users by another claim. */
  issuerSubject: string
  /** `sid`, by which the issuer can end the sign-in; `null` when the ID token has none. */
  issuerSession: string | null
  /** `null` when the issuer has no address to sign out at. */
  idToken: string | null
}

/** A sign-in request, and what must be kept until the answer arrives. */
export interface SignInRequest {
  url: string
  state: string
  verifier: string
  nonce: string
}

/** The vault as a client of one app's issuer. Every method throws a `ProviderFailure`. */
export interface IssuerClient {
  begin(options: {
    redirectUri: string
    /** Whether to ask for an account even if the user is signed in there. */
    another: boolean
    /** Language of the issuer's pages. */
    locale: string | undefined
  }): Promise<SignInRequest>
  /**
   * Checks the issuer's answer and exchanges its code.
   * @param callback the redirect URI with the issuer's parameters
   */
  finish(callback: URL, expected: Pick<SignInRequest, 'state' | 'verifier' | 'nonce'>): Promise<SignedInUser>
  /**
   * The content of a logout token. Throws `invalid_request` for a token that the issuer did not make for this vault.
   */
  loggedOut(token: string): Promise<LoggedOut>
  /** Address at which a browser signs out of the issuer; `null` when there is none, or the issuer is out of reach. */
  signOutUrl(returnTo: string, idToken: string): Promise<string | null>
}

/** Claims that can label a user. A sign-in succeeds without them too. */
const LABEL_CLAIMS = ['email', 'name'] as const

export function createIssuerClient(
  app: App,
  clients: ProviderClients,
  outbound: Outbound,
  now: () => number,
): IssuerClient {
  const provider = issuerOf(app)
  const keys = createKeySet(app.identity, outbound, now, () => undefined)

  async function verifySignature(token: string): Promise<void> {
    try {
      await compactVerify(token, keys, { algorithms: [...WITH_KEY_PAIR] })
    } catch (cause) {
      if (cause instanceof ProblemError) {
        const isFinal = cause.code === 'provider_misconfigured'
        throw new ProviderFailure(isFinal ? cause.code : 'provider_unreachable', cause.message, { cause })
      }
      throw new ProviderFailure('provider_error', `${provider.name} did not sign its ID token.`, { cause })
    }
  }

  async function withLabel(
    client: openid.Configuration,
    claims: IdToken,
    accessToken: string,
  ): Promise<Record<string, unknown> & IdToken> {
    const { id_token_claims: names = {} } = app.identity
    const has = LABEL_CLAIMS.some((name) => typeof claims[names[name] ?? name] === 'string')
    if (has || client.serverMetadata().userinfo_endpoint === undefined) return claims
    const more = await openid.fetchUserInfo(client, accessToken, claims.sub).catch(() => ({}))
    return { ...more, ...claims }
  }

  return {
    async begin({ redirectUri, another, locale }) {
      const client = await clients(provider)
      const begun = await createAuthorization(provider, client, {
        redirectUri,
        accountHint: null,
        proven: true,
      })
      const url = new URL(begun.url)
      if (another) url.searchParams.set('prompt', 'login')
      if (locale !== undefined) url.searchParams.set('ui_locales', locale)
      const { state, verifier, nonce } = begun
      if (nonce === null) throw new Error('a sign-in without a nonce')
      return { url: url.href, state, verifier, nonce }
    },
    async finish(callback, { state, verifier, nonce }) {
      const client = await clients(provider)
      const {
        issuer,
        id_token_signing_alg_values_supported: algorithms,
        end_session_endpoint,
      } = client.serverMetadata()
      noteSpent()
      const response = await openid
        .authorizationCodeGrant(client, callback, { expectedState: state, pkceCodeVerifier: verifier })
        .catch((error: unknown) => {
          throw providerFailure(provider, error)
        })
      const token = response[ID_TOKEN]
      const claims = await readIdToken(provider, { issuer, algorithms }, token, nonce)
      if (typeof token !== 'string') throw new Error('an ID token that was read is no text')
      await verifySignature(token)
      const { sid } = claims
      return {
        identity: identityOf(app, await withLabel(client, claims, response.access_token)),
        issuerSubject: claims.sub,
        issuerSession: typeof sid === 'string' && sid !== '' ? sid : null,
        idToken: end_session_endpoint === undefined ? null : token,
      }
    },
    loggedOut: (token) => readLogoutToken(token, app.identity, keys, now()),
    async signOutUrl(returnTo, idToken) {
      const client = await clients(provider).catch(() => null)
      if (client?.serverMetadata().end_session_endpoint === undefined) return null
      return openid.buildEndSessionUrl(client, {
        post_logout_redirect_uri: returnTo,
        id_token_hint: idToken,
      }).href
    },
  }
}

/** An app's issuer as a provider of sign-ins, named by its host. */
export function issuerOf({ identity }: App): Provider {
  const {
    issuer,
    client_id: id = '',
    client_secret: secret,
    client_authentication: authentication,
  } = identity
  const provider = resolveProvider(
    'identity',
    {
      name: new URL(issuer).host,
      issuer,
      client_id: id,
      ...(secret === undefined
        ? { client_authentication: 'none' }
        : {
            client_secret: secret,
            ...(authentication !== undefined && { client_authentication: authentication }),
          }),
    },
    {},
  )
  if ('message' in provider) throw new Error(`the issuer ${issuer}: ${provider.message}`)
  return provider
}

/** The claims under the names that ID tokens use. */
function identityOf({ identity }: App, claims: IdToken): Identity {
  try {
    return readIdentity(claims, { ...identity, claims: identity.id_token_claims ?? {} })
  } catch (cause) {
    const name = identity.id_token_claims?.user ?? 'sub'
    throw new ProviderFailure('provider_error', `The ID token has no ${name} (id_token_claims.user).`, {
      cause,
    })
  }
}

import { randomBytes } from 'node:crypto'
import {
  type ClientMetadata,
  type Configuration,
  interactionPolicy,
  type JWK,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import type { Directory } from './directory.ts'
import { errorPage, type PageStyle, signedOutPage, signOutPage } from './page.ts'
import type { StandIn } from './stand-in.ts'
import type { Store } from './store.ts'

export interface ConfigurationParts {
  standIn: StandIn
  directory: Directory
  store: Store
  client: ClientMetadata
  signingKey: JWK
  /** Seconds. */
  accessTokenTtl: number
  style: PageStyle
  loadGrant: Configuration['loadExistingGrant']
  /** Ids of authorization codes that bring a refresh token. */
  offlineCodes: ReadonlySet<string>
}

const hour = 3600

/** @see https://github.com/panva/node-oidc-provider/blob/main/docs/README.md */
export function configuration(parts: ConfigurationParts): Configuration {
  const { standIn, directory } = parts
  return {
    adapter: parts.store.adapter,
    clients: [parts.client],
    jwks: { keys: [parts.signingKey] },
    scopes: [...standIn.basicScopes, ...standIn.optionalScopes].map(({ scope }) => scope),
    claims: standIn.claims,
    conformIdTokenClaims: false,
    // No tolerance: tokens end exactly when they say, so that refreshes are visible.
    clockTolerance: 0,
    extraParams: ['access_type', ...(standIn.hintParameter === 'login_hint' ? [] : [standIn.hintParameter])],
    pkce: { required: () => true },
    routes: standIn.routes,
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // Cookies ignore ports, and all issuers share a host.
      names: {
        session: `${standIn.id}_session`,
        interaction: `${standIn.id}_interaction`,
        resume: `${standIn.id}_resume`,
      },
      long: { httpOnly: true, sameSite: 'lax', signed: true, path: `/${standIn.id}` },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        // Only the identity provider signs people out. Accounts elsewhere stay signed in.
        enabled: standIn.id === 'identity',
        logoutSource: async (ctx: KoaContextWithOIDC, form) => {
          ctx.type = 'html'
          ctx.body = await signOutPage(parts.style, form)
        },
        postLogoutSuccessSource: async (ctx: KoaContextWithOIDC) => {
          ctx.type = 'html'
          ctx.body = await signedOutPage(parts.style)
        },
      },
    },
    ttl: {
      AccessToken: parts.accessTokenTtl,
      AuthorizationCode: 60,
      Grant: 24 * hour,
      IdToken: 8 * hour,
      Interaction: hour,
      RefreshToken: 24 * hour,
      Session: 24 * hour,
    },
    interactions: {
      policy: promptPolicy(parts),
      url: (_ctx, interaction) => `/${standIn.id}/interaction/${interaction.uid}`,
    },
    findAccount: (_ctx, sub) => {
      const account = directory.find(sub)
      return account && { accountId: sub, claims: () => ({ ...standIn.claimsOf(account), sub }) }
    },
    loadExistingGrant: parts.loadGrant,
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client, { jti }) =>
      client.grantTypeAllowed('refresh_token') &&
      (standIn.refreshTokens === 'always' || parts.offlineCodes.has(jti)),
    rotateRefreshToken: standIn.rotatesRefreshTokens,
    renderError: async (ctx: KoaContextWithOIDC, { error, error_description }) => {
      ctx.type = 'html'
      ctx.body = await errorPage(parts.style, error, error_description)
    },
  }
}

/** The usual prompts, with `select_account` before them, and a sign-in when the app expects another account. */
function promptPolicy({ standIn, directory }: ConfigurationParts): interactionPolicy.DefaultPolicy {
  const { Check, Prompt, base } = interactionPolicy
  const policy = base()
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0)
  policy.get('login')?.checks.add(
    new Check('login_hint', 'another account is signed in', ({ oidc }) => {
      const hint = oidc.params?.[standIn.hintParameter]
      const expected = typeof hint === 'string' ? directory.find(hint) : undefined
      if (!expected || oidc.result?.login) return Check.NO_NEED_TO_PROMPT
      return oidc.session?.accountId !== expected.sub
    }),
  )
  return policy
}

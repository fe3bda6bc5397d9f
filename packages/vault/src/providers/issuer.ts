import type { Provider } from './provider.ts'

/**
 * The placeholder for the user's tenant in a multi-tenant issuer.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 */
const TENANT = '{tenantid}'
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** Names that stand for several tenants, and domains that stand for one. */
const ALIAS = /^(common|organizations|consumers|[a-z0-9-]+(\.[a-z0-9-]+)+)$/i

/**
 * Address of an issuer's discovery document.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest
 */
export function discoveryAddress(issuer: string): URL {
  const url = new URL(issuer)
  if (isDocument(url)) return url
  url.pathname = `${url.pathname.replace(/\/$/, '')}/.well-known/openid-configuration`
  return url
}

/** Whether a discovery document names the issuer that was asked for. */
export function isIssuerAskedFor(asked: string, named: string): boolean {
  const [one, other] = [new URL(asked), URL.parse(named)]
  if (other === null) return false
  if (isDocument(one) || one.href === other.href) return true
  if (one.origin !== other.origin) return false
  // Azure AD B2C: the names of its policies are not part of the issuer.
  if (one.hostname.endsWith('.b2clogin.com')) return true
  const parts = one.pathname.split('/')
  const others = other.pathname.split('/')
  const [differs, another] = parts.flatMap((part, index) => (part === others[index] ? [] : [index]))
  if (parts.length !== others.length || differs === undefined || another !== undefined) return false
  const [alias = '', tenant = ''] = [parts[differs], others[differs]]
  return ALIAS.test(alias) && (tenant === encodeURIComponent(TENANT) || GUID.test(tenant))
}

function isDocument({ pathname }: URL): boolean {
  return pathname.includes('/.well-known/')
}

/**
 * The issuer that an ID token with these claims must name: for a multi-tenant issuer, that of the token's tenant.
 * `null` when such a token names no tenant.
 */
export function issuerOfToken(issuer: string, { tid }: Record<string, unknown>): string | null {
  if (!issuer.includes(TENANT)) return issuer
  return typeof tid === 'string' && GUID.test(tid) ? issuer.replace(TENANT, tid) : null
}

/**
 * The authorization response in a form that the library can compare, because it knows no tenants. If the issuer is
 * unknown, there is nothing to compare, and a redirect URI per provider keeps the answers apart.
 * @param issuer as configured or discovered
 * @see RFC 9207 §2.4
 */
export function comparableAnswer(provider: Provider, issuer: string, callback: URL): URL {
  const comparable = new URL(callback)
  if (ignoredIssuer(provider, callback) !== null) comparable.searchParams.delete('iss')
  const [before, after] = issuer.split(TENANT)
  const [iss, another] = callback.searchParams.getAll('iss')
  if (before === undefined || after === undefined || iss === undefined || another !== undefined)
    return comparable
  const tenant = iss.slice(before.length, iss.length - after.length)
  if (GUID.test(tenant) && iss === `${before}${tenant}${after}`) comparable.searchParams.set('iss', issuer)
  return comparable
}

/** The issuer that an answer names although the expected issuer is unknown. */
export function ignoredIssuer({ issuer }: Provider, { searchParams }: URL): string | null {
  return issuer === undefined ? searchParams.get('iss') : null
}

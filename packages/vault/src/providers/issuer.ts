import type { Provider } from './provider.ts'

/** Where a multi-tenant issuer names the tenant of the user. @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc */
const TENANT = '{tenantid}'
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** Names that stand for many tenants, and domains that stand for one. */
const ALIAS = /^(common|organizations|consumers|[a-z0-9-]+(\.[a-z0-9-]+)+)$/i

/** Where the discovery document of an issuer is. @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest */
export function discoveryAddress(issuer: string): URL {
  const url = new URL(issuer)
  if (isDocument(url)) return url
  url.pathname = `${url.pathname.replace(/\/$/, '')}/.well-known/openid-configuration`
  return url
}

/** Whether the issuer that a discovery document names is the one that was asked for. */
export function isIssuerAskedFor(asked: string, named: string): boolean {
  const [one, other] = [new URL(asked), URL.parse(named)]
  if (other === null) return false
  if (isDocument(one) || one.href === other.href) return true
  if (one.origin !== other.origin) return false
  // The names of its policies are not in the issuer.
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
 * The issuer that an ID token of these claims must name: that of its tenant, where the issuer is one of many tenants.
 * `null`, such a token names no tenant.
 */
export function issuerOfToken(issuer: string, { tid }: Record<string, unknown>): string | null {
  if (!issuer.includes(TENANT)) return issuer
  return typeof tid === 'string' && GUID.test(tid) ? issuer.replace(TENANT, tid) : null
}

/**
 * The authorization response as the library may compare it: it knows no tenants; and where nobody named an issuer there
 * is nothing to compare. One redirect URI per provider keeps their answers apart there.
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

/** The issuer that an answer names although nobody knows which it should be. */
export function ignoredIssuer({ issuer }: Provider, { searchParams }: URL): string | null {
  return issuer === undefined ? searchParams.get('iss') : null
}

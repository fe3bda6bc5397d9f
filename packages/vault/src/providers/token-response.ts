import { ProviderFailure } from './failure.ts'
import { printable } from './printable.ts'
import type { Provider } from './provider.ts'
import { valueAt } from './value.ts'

export type Fields = Record<string, unknown>

/**
 * Turns what servers really send into a token response of RFC 6749 §5: errors with status 200 (GitHub, Slack), forms
 * instead of JSON, tokens inside an object (Slack), a missing or different `token_type` (Shopify, Slack), scopes as a
 * list, a life that is no number, and empty members. Anything that is no token response passes unchanged. Throws a
 * `ProviderFailure` for a token that is no bearer token.
 */
export async function standardTokenResponse(provider: Provider, response: Response): Promise<Response> {
  const answer = await readAnswer(provider, response)
  if (answer === null) return response
  if (typeof answer['access_token'] === 'string' && response.ok) {
    assertBearer(provider, answer['token_type'])
    const { expires_in: life, id_token, [ID_TOKEN]: _, ...rest } = withoutOddities(answer)
    const expiresIn = readLife(life)
    const lasting = expiresIn === null ? rest : { ...rest, expires_in: expiresIn }
    const identified =
      provider.openid && id_token !== undefined ? { ...lasting, [ID_TOKEN]: id_token } : lasting
    return toResponse({ ...identified, token_type: 'bearer' }, 200)
  }
  if (typeof answer['error'] !== 'string') return inOwnWords(answer, response)
  return toResponse(answer, response.ok ? 400 : response.status)
}

/** Refresh tokens and scopes that are no text, such as `false` for none: the access token is good all the same. */
function withoutOddities(answer: Fields): Fields {
  return Object.fromEntries(
    Object.entries(answer).filter(
      ([name, value]) => typeof value === 'string' || !(name === 'refresh_token' || name === 'scope'),
    ),
  )
}

/** A refusal in the server's own form. Of other statuses the status says more than words that stand in for a code. */
function inOwnWords(answer: Fields, response: Response): Response {
  const words = wordsOf(answer)
  if (words === '' || !(response.ok || response.status === 400)) return response
  return toResponse({ error: UNNAMED, error_description: words }, 400)
}

/** In place of an error code that a server does not give. */
export const UNNAMED = 'unnamed_error'

/** The member under which {@link unjudgedTokenResponse} puts the provider's answer. */
export const ANSWERED = 'answered'

/**
 * Wraps the answer to a refresh so that the library does not check it. A refresh token in it has replaced the earlier
 * one, whatever else is wrong. Refusals pass as in {@link standardTokenResponse}.
 */
export async function unjudgedTokenResponse(provider: Provider, response: Response): Promise<Response> {
  const answer = await readAnswer(provider, response)
  const holdsTokens = answer !== null && TOKENS.some((name) => answer[name] !== undefined)
  if (holdsTokens && response.ok) {
    // JSON would turn such a number into `null`.
    const { expires_in: life, ...rest } = answer
    const answered = life === undefined ? rest : { ...rest, expires_in: readLife(life) }
    return toResponse({ access_token: 'wrapped', token_type: 'bearer', [ANSWERED]: answered }, 200)
  }
  if (answer === null || typeof answer['error'] === 'string') return standardTokenResponse(provider, response)
  // A refusal in the server's own form.
  const status = response.ok ? 400 : response.status
  return toResponse({ error: UNNAMED, error_description: wordsOf(answer) }, status)
}

function wordsOf(answer: Fields): string {
  const words = ['message', 'error.message', 'error_description', 'error_message', 'msg', 'errmsg', 'code']
  return words.map((path) => valueAt(answer, path)).find((found) => found !== null) ?? ''
}

const TOKENS = ['access_token', 'refresh_token'] as const

async function readAnswer(provider: Provider, response: Response): Promise<Fields | null> {
  const fields = parseFields(await response.clone().text())
  if (fields === null) return null
  const inner = provider.token_path === null ? undefined : fields[provider.token_path]
  const holdsTokens = isFields(inner) && TOKENS.some((name) => name in inner)
  return withScope(withoutNothing(holdsTokens ? { ...fields, ...inner } : fields))
}

/**
 * The member that holds the ID token out of the library's sight, because the library knows no tenants and only the
 * algorithms of a discovery document. An ID token that was not requested is removed.
 */
export const ID_TOKEN = 'alter_id_token'

/**
 * OAuth requires a `token_type`, but Shopify sends none. A token of another type would be used in the wrong way.
 * @see RFC 6749 §7.1
 */
export function assertBearer({ name, bearer_token_types }: Provider, type: unknown): void {
  if (type === undefined) return
  const known = typeof type === 'string' ? type.trim().toLowerCase() : null
  if (known === '' || known === 'bearer' || (known !== null && bearer_token_types.includes(known))) return
  const said = typeof type === 'string' ? printable(type) : 'unreadable'
  throw new ProviderFailure(
    'provider_misconfigured',
    `${name} issued a token of the type ${said}; only bearer tokens can be used (bearer_token_types).`,
  )
}

/** Ten years. Seconds. */
const LONGEST_LIFE = 315_360_000

/** Whole seconds in the range of any database; `null` when the server sends no number. */
export function readLife(said: unknown): number | null {
  const seconds = typeof said === 'number' ? said : typeof said === 'string' ? Number.parseFloat(said) : NaN
  return Number.isNaN(seconds) ? null : Math.floor(Math.min(Math.max(seconds, 0), LONGEST_LIFE))
}

/** Names that servers use for the life of a refresh token. There is no standard. */
const REFRESH_LIFE = ['refresh_token_expires_in', 'refresh_expires_in', 'x_refresh_token_expires_in'] as const

/** Whole seconds; `null` when the server sends nothing, or 0, which Keycloak sends for an offline token. */
export function readRefreshLife(answer: Fields): number | null {
  const said = REFRESH_LIFE.map((name) => readLife(answer[name])).find((life) => life !== null)
  return said === undefined || said === 0 ? null : said
}

function parseFields(text: string): Fields | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return isFields(parsed) ? parsed : null
  } catch {
    // A token response has one of these.
    if (!/^\w+=/.test(text) || !/(^|&)(access_token|refresh_token|error)=/.test(text)) return null
    return Object.fromEntries(new URLSearchParams(text))
  }
}

function withoutNothing(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => value !== null && !(value === '' && OPTIONAL.has(name)))
      .map(([name, value]) => [name, name === 'scope' && Array.isArray(value) ? joinTexts(value) : value]),
  )
}

function joinTexts(values: unknown[]): string {
  return values.filter((value) => typeof value === 'string').join(' ')
}

/** HubSpot uses another name for the list of scopes. */
function withScope(answer: Fields): Fields {
  const { scopes } = answer
  if (answer['scope'] !== undefined || !Array.isArray(scopes)) return answer
  return { ...answer, scope: joinTexts(scopes) }
}

const OPTIONAL = new Set(['refresh_token', 'scope', 'expires_in', 'id_token'])

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toResponse(fields: Fields, status: number): Response {
  return Response.json(fields, { status, headers: { 'cache-control': 'no-store' } })
}

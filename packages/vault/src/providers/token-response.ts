import { ProviderFailure } from './failure.ts'
import { printable } from './printable.ts'
import type { Provider } from './provider.ts'
import { valueAt } from './value.ts'

export type Fields = Record<string, unknown>

/**
 * A token response as RFC 6749 §5 has it, made from what servers really answer: errors with status 200 (GitHub, Slack),
 * forms instead of JSON, tokens inside (Slack), no or another `token_type` (Shopify, Slack), scopes as a list, a life
 * that is no number of seconds, and nothing at all under a name. What is no token response passes as it is. Throws a
 * `ProviderFailure` for a token that is no bearer token.
 */
export async function standardTokenResponse(provider: Provider, response: Response): Promise<Response> {
  const answer = await readAnswer(provider, response)
  if (answer === null) return response
  if (typeof answer['access_token'] === 'string' && response.ok) {
    assertBearer(provider, answer['token_type'])
    const { expires_in: life, id_token, [ID_TOKEN]: _, ...rest } = answer
    const expiresIn = readLife(life)
    const lasting = expiresIn === null ? rest : { ...rest, expires_in: expiresIn }
    const identified =
      provider.openid && id_token !== undefined ? { ...lasting, [ID_TOKEN]: id_token } : lasting
    return toResponse({ ...identified, token_type: 'bearer' }, 200)
  }
  if (typeof answer['error'] !== 'string') return response
  return toResponse(answer, response.ok ? 400 : response.status)
}

/** Where {@link unjudgedTokenResponse} has what the provider answered. */
export const ANSWERED = 'answered'

/**
 * The answer to a refresh, wrapped so that nothing in it is judged on its way: a refresh token that came with it has
 * replaced the one there was, whatever else is wrong. A refusal is that of {@link standardTokenResponse}.
 */
export async function unjudgedTokenResponse(provider: Provider, response: Response): Promise<Response> {
  const answer = await readAnswer(provider, response)
  const holdsTokens = answer !== null && TOKENS.some((name) => answer[name] !== undefined)
  if (holdsTokens && response.ok) {
    // A number that JSON cannot carry on would arrive as none.
    const { expires_in: life, ...rest } = answer
    const answered = life === undefined ? rest : { ...rest, expires_in: readLife(life) }
    return toResponse({ access_token: 'wrapped', token_type: 'bearer', [ANSWERED]: answered }, 200)
  }
  if (answer === null || typeof answer['error'] === 'string') return standardTokenResponse(provider, response)
  // A refusal in words of the server's own.
  const status = response.ok ? 400 : response.status
  return toResponse({ error: 'unnamed_error', error_description: wordsOf(answer) }, status)
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
 * Where the ID token is in the answer, out of the library's sight: it knows no tenants and no algorithms but those of a
 * discovery document. One that was not asked for is not there at all.
 */
export const ID_TOKEN = 'alter_id_token'

/**
 * OAuth wants the type to be named; Shopify names none. A token of another type would be sent as what it is not.
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

/** Whole seconds that any database can keep; `null` where the server says nothing that is a number. */
export function readLife(said: unknown): number | null {
  const seconds = typeof said === 'number' ? said : typeof said === 'string' ? Number.parseFloat(said) : NaN
  return Number.isNaN(seconds) ? null : Math.floor(Math.min(Math.max(seconds, 0), LONGEST_LIFE))
}

/** What servers call the life of a refresh token: no standard does. */
const REFRESH_LIFE = ['refresh_token_expires_in', 'refresh_expires_in', 'x_refresh_token_expires_in'] as const

/** Whole seconds; `null` where the server says nothing, and where it says 0: Keycloak's word for an offline token. */
export function readRefreshLife(answer: Fields): number | null {
  const said = REFRESH_LIFE.map((name) => readLife(answer[name])).find((life) => life !== null)
  return said === undefined || said === 0 ? null : said
}

function parseFields(text: string): Fields | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return isFields(parsed) ? parsed : null
  } catch {
    // No token response without one of these.
    if (!/^\w+=/.test(text) || !/(^|&)(access_token|refresh_token|error)=/.test(text)) return null
    return Object.fromEntries(new URLSearchParams(text))
  }
}

function withoutNothing(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name, value]) => value !== null && !(value === '' && OPTIONAL.has(name)))
      .map(([name, value]) => [name, name === 'scope' && Array.isArray(value) ? value.join(' ') : value]),
  )
}

/** HubSpot lists them under another name. */
function withScope(answer: Fields): Fields {
  const { scopes } = answer
  if (answer['scope'] !== undefined || !Array.isArray(scopes)) return answer
  return { ...answer, scope: scopes.filter((one) => typeof one === 'string').join(' ') }
}

const OPTIONAL = new Set(['refresh_token', 'scope', 'expires_in', 'id_token'])

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function toResponse(fields: Fields, status: number): Response {
  return Response.json(fields, { status, headers: { 'cache-control': 'no-store' } })
}

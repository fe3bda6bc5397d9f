import { APP, VAULT } from './places.ts'

/** One request and its answer, without values that differ between runs. */
export interface Exchange {
  asked: string
  status: number
  headers: Record<string, string>
  body: unknown
}

const KEPT = ['content-type', 'cache-control', 'access-control-allow-origin', 'vary', 'allow', 'retry-after']

export function keptHeaders(headers: Headers, cookie: string | undefined): Record<string, string> {
  const kept = KEPT.flatMap((name): [string, string][] => {
    const value = headers.get(name)
    return value === null ? [] : [[name, value.toLowerCase()]]
  })
  const named = kept.map(([name, value]) => [name, value.replace(/;\s*charset=utf-8$/, '')])
  return Object.fromEntries(
    cookie === undefined
      ? named
      : [...named, ['set-cookie', cookie.replace(/_[0-9a-f]{32}=[\w-]{43}/, '_<session id>=<secret>')]],
  )
}

/** Names whose values are part of the contract. For all others only the form counts. */
const LITERAL = new Set([
  'status',
  'code',
  'error',
  'event',
  'operation',
  'type',
  'delivery',
  'field',
  'allowed_origin',
  'provider',
  'provider_name',
  'id',
  'name',
  'logo_url',
  'account_identifier',
  'account_display_name',
  'account_email',
  'is_default',
  'expires_in',
  'scopes',
  'missing_scopes',
  'fields',
  'user_label',
  'policy',
])

/** The form of a body: all names, and the values that are part of the contract. */
export function shapeOf(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => shapeOf(item, name)).toSorted(byText(name.endsWith('scopes')))
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]): [string, unknown] => [key, shapeOf(field, key)])
    return Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
  if (name === 'authorization_url') return '<address>'
  // Rounded, because time passes between two requests.
  if (name === 'expires_in' && typeof value === 'number') return Math.ceil(value / 60)
  // The random id of a delegation. The id of a provider is part of the contract.
  const isMade = name === 'id' && typeof value === 'string' && formOf(value) === '<uuid>'
  if ((LITERAL.has(name) && !isMade) || value === null || typeof value === 'boolean') return value
  return typeof value === 'string' ? formOf(value) : typeof value
}

function byText(sorted: boolean): (a: unknown, b: unknown) => number {
  return (a, b) => (sorted ? String(a).localeCompare(String(b)) : 0)
}

function formOf(text: string): string {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return '<time>'
  if (/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/.test(text)) return '<uuid>'
  if (/^[\da-f]{32}$/.test(text)) return '<session id>'
  if (/^alter_cs_[\da-f]{32}_[\w-]{43}$/.test(text)) return '<session token>'
  if (URL.canParse(text) && text.startsWith('http')) return formOfUrl(new URL(text))
  return text === '' ? '<empty>' : '<text>'
}

/** The address without the provider's own origin and the session's id, which differ. */
function formOfUrl({ origin, pathname, hash, searchParams }: URL): string {
  if (origin !== APP && origin !== VAULT) return '<address>'
  const names = [...searchParams.keys()].filter((key) => key.startsWith('alter') || origin === APP)
  return `${origin}${pathname}?${names.join('&')}${hash.replace(/=.*/, '=…')}`
}

import { encodeText } from '../encode-text.ts'

type Value = string | number | boolean

/** Values for the address of a call. */
export interface TargetOptions {
  /** Values for `{name}` placeholders in the URL's path. Each is encoded and stays one path segment. Default: none. */
  pathParams?: Readonly<Record<string, string | number>> | undefined
  /**
   * Parameters that are appended to the URL's query, which stays as written. They are percent-encoded; a list repeats
   * its name, `null` and `undefined` are left out. Default: none.
   */
  queryParams?: Readonly<Record<string, Value | readonly Value[] | null | undefined>> | undefined
}

/** @throws TypeError naming the field at fault. */
export function buildTarget(template: string, { pathParams, queryParams }: TargetOptions): URL {
  // Characters that the URL parser would drop or turn into a slash are not allowed beside placeholders.
  const [, origin, path, rest] =
    /^(https?:\/\/[^/?#{}\s\\]+)([^?#\s\\]*)((?:[?#]\S*)?)$/i.exec(template) ?? []
  if (origin === undefined || path === undefined || rest === undefined || !URL.canParse(origin)) {
    throw new TypeError('url is not an absolute http or https URL.')
  }
  const [query = ''] = rest.split('#')
  const target = new URL(origin + fillPath(path, pathParams ?? {}) + append(query, queryParams ?? {}))
  if (target.username !== '' || target.password !== '') {
    throw new TypeError('url has credentials: leave them out, because the vault adds the credential.')
  }
  return target
}

/**
 * Appends as text, because `searchParams` would rewrite the query, and signatures and some providers depend on how it
 * is written.
 */
function append(query: string, params: NonNullable<TargetOptions['queryParams']>): string {
  const added = Object.entries(params).flatMap(([name, value]) =>
    [value].flat().flatMap((item) => (item === null || item === undefined ? [] : [pair(name, item)])),
  )
  if (added.length === 0) return query
  if (query === '') return `?${added.join('&')}`
  return (/[?&]$/.test(query) ? query : `${query}&`) + added.join('&')
}

function pair(name: string, value: Value): string {
  return `${encode(name)}=${encode(String(value))}`
}

/** A space is `%20`, which every server reads. `'` is encoded, as a `URL` has it. */
function encode(text: string): string {
  return encodeText(text).replaceAll("'", '%27')
}

function fillPath(path: string, params: Readonly<Record<string, string | number>>): string {
  const unused = new Set(Object.keys(params))
  const segments = path.split('/').map((segment) => {
    const filled = segment.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
      const value = Object.hasOwn(params, name) ? params[name] : undefined
      if (value === undefined || value === '') throw new TypeError(`pathParams.${name} is missing.`)
      unused.delete(name)
      return encodeText(String(value))
    })
    // Dots are not encoded and could leave the path; `%2e` counts as a dot too.
    if (filled !== segment && /^(?:\.|%2e){1,2}$/i.test(filled)) {
      throw new TypeError(`pathParams make the path segment "${filled}", which would change the path.`)
    }
    return filled
  })
  for (const name of unused)
    throw new TypeError(`pathParams.${name} is not in the URL: write {${name}} in its path.`)
  return segments.join('/')
}

import type { MethodsAndPathsRule } from '@alter/protocol'
import { namesHost } from '../outbound/names-host.ts'
import { isListed, namedHeaders } from '../providers/request-headers.ts'
import { decodeFully } from './decode-fully.ts'
import { hiddenInValues } from './hidden-in-form.ts'
import { methodNames } from './method-names.ts'
import { inOneForm } from './one-form.ts'
import type { Use } from './placed.ts'
import { ALLOWED, denied, type Verdict } from './verdict.ts'

/** Whether a rule's list contains the request. A request that servers may read differently is not contained. */
export function checkMethodsAndPaths({ allow }: MethodsAndPathsRule, request: AskedRequest): Verdict {
  const doubt = doubtOf(request)
  if (doubt !== null) return denied(doubt)
  const { method, url } = request
  const given = givenSegments(url.pathname)
  const listed = allow.some(
    ({ methods, hosts, paths }) =>
      (methods === undefined || methods.includes(method)) &&
      (hosts === undefined || namesHost(hosts, url)) &&
      (paths === undefined || paths.some((pattern) => matchesPath(pattern, given))),
  )
  return listed ? ALLOWED : denied(`${method} ${url.pathname} is not on the list`)
}

/** The parts of a use that say which request it is. */
export interface AskedRequest extends Pick<Use, 'method' | 'url' | 'headers' | 'hiddenMethod'> {
  provider: Pick<Use['provider'], 'method_overrides' | 'request_headers'>
}

/** Why some server may read the request as another one; `null` when all servers read it alike. */
export function doubtOf({
  url,
  headers,
  hiddenMethod,
  provider,
}: Omit<AskedRequest, 'method'>): string | null {
  const names = methodNames(provider.method_overrides)
  const override = [...headers.keys()].find((name) => OTHER_PATHS.has(name) || names.inText(name))
  if (override !== undefined) return `${override} could make it another request`
  const unlisted = namedHeaders(headers).find((name) => !isListed(name, provider.request_headers))
  if (unlisted !== undefined) return `${unlisted} is not in the provider’s request_headers`
  const parameter = [...url.searchParams.keys()].find((name) => names.inText(name))
  if (parameter !== undefined) return 'a query parameter could change the method'
  const inner = hiddenInValues([...url.searchParams], url.hostname)
  if (inner !== null) return inner
  const hidden = hiddenMethod(headers, provider.method_overrides, url.hostname)
  if (hidden !== null) return hidden
  return isAmbiguous(url.pathname)
    ? `${url.pathname} has segments that servers may read as another path`
    : null
}

/** Headers from which some servers take the path. */
const OTHER_PATHS = new Set(['x-original-url', 'x-original-uri', 'x-rewrite-url', 'x-rewrite-uri'])

/** Whether some server may read the path differently. Each step of decoding is checked. */
function isAmbiguous(pathname: string): boolean {
  const decoded = decodeFully(pathname)
  if (decoded === null || decoded !== decoded.normalize('NFKC')) return true
  return /(^|\/)\.{1,2}(\/|$)|[;\\]|\p{Cc}/u.test(decoded)
}

interface Segment {
  text: string
  /** Some servers read an encoded slash as part of a segment, others as a separator. */
  hasSlash: boolean
}

/** Once for all patterns, because a path may be long and patterns many. */
function givenSegments(pathname: string): Segment[] {
  return inOneForm(pathname)
    .split('/')
    .map((text) => ({ text, hasSlash: decodeFully(text)?.includes('/') !== false }))
}

function matchesPath(pattern: string, given: Segment[]): boolean {
  const wanted = inOneForm(pattern).split('/')
  const open = wanted.at(-1) === '**'
  if (open) wanted.pop()
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false
  return wanted.every((segment, index) => {
    const { text, hasSlash } = given[index] ?? { text: '', hasSlash: false }
    if (hasSlash) return false
    return segment === '*' ? text !== '' : segment === text
  })
}

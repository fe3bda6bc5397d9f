import type { MethodsAndPathsRule } from '@alter/protocol'
import type { Verdict } from './verdict.ts'
import { ALLOWED, denied } from './verdict.ts'

/** Whether the request is one of those named. What servers read in more than one way is none of them. */
export const checkMethodsAndPaths = (
  { allow }: MethodsAndPathsRule,
  { method, url, headers }: { method: string; url: URL; headers: Headers },
): Verdict => {
  const override = OVERRIDES.find((name) => headers.has(name))
  if (override !== undefined) return denied(`${override} would make it another request`)
  if (url.searchParams.has('_method')) return denied('_method would make it another method')
  if (isAmbiguous(url.pathname)) return denied(`${url.pathname} has segments that may mean another path`)
  const listed = allow.some(
    ({ methods, hosts, paths }) =>
      (methods === undefined || methods.includes(method)) &&
      (hosts === undefined || hosts.includes(url.host)) &&
      (paths === undefined || paths.some((pattern) => matchesPath(pattern, url.pathname))),
  )
  return listed ? ALLOWED : denied(`${method} ${url.pathname} is not on the list`)
}

/** Some servers take the method or the path from these. */
const OVERRIDES = [
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
]

/** Dot segments hidden by encoding, by a parameter or by a backslash; `URL` has resolved the plain ones. */
const isAmbiguous = (pathname: string): boolean => {
  let decoded = pathname
  for (let depth = 0; depth < 3; depth += 1) {
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      return true
    }
  }
  return /(^|[/\\])\.{1,2}([/\\;]|$)|\\|\0/.test(decoded)
}

const matchesPath = (pattern: string, pathname: string): boolean => {
  const wanted = pattern.split('/')
  const given = pathname.split('/')
  const open = wanted.at(-1) === '**'
  if (open) wanted.pop()
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false
  return wanted.every((segment, index) => {
    const text = given[index] ?? ''
    // An encoded slash is one segment to some servers and two to others.
    return segment === '*' ? text !== '' && !/%2f/i.test(text) : segment === text
  })
}

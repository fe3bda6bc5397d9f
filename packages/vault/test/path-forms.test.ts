import { describe, expect, test } from 'vitest'
import { checkMethodsAndPaths } from '../src/policies/methods-and-paths.ts'
import { covers } from '../src/policies/require-approval.ts'

function asked(path: string, host = 'api.example') {
  return {
    method: 'GET',
    url: new URL(`https://${host}${path}`),
    headers: new Headers(),
    hiddenMethod: () => null,
    provider: { method_overrides: [], request_headers: [] },
  }
}

function allows(pattern: string, path: string): boolean {
  return checkMethodsAndPaths({ type: 'methods_and_paths', allow: [{ paths: [pattern] }] }, asked(path))
    .allowed
}

function asks(pattern: string, path: string): boolean {
  return covers({ type: 'require_approval', approver: 'user', paths: [pattern] }, asked(path))
}

/** Written composed and decomposed. */
const COMPOSED = '/b\u00fccher'
const DECOMPOSED = '/bu\u0308cher'

describe('a pattern and a path are the same however they are encoded', () => {
  test.for([
    [COMPOSED, '/bücher'],
    [COMPOSED, '/b%C3%BCcher'],
    [COMPOSED, '/b%c3%bccher'],
    [DECOMPOSED, '/b%C3%BCcher'],
    ['/b%c3%bccher', '/bücher'],
    ['/b%C3%BCcher/*', '/b%c3%bccher/1'],
    ['/bücher/**', '/b%C3%BCcher/1/2'],
    ['/users', '/%75sers'],
    ['/%75sers', '/users'],
    ['/~ada', '/%7eada'],
    ['/two%20words', '/two words'],
    ['/a"b', '/a%22b'],
    ['/a%3Ab', '/a%3ab'],
  ] as const)('%s and %s', ([pattern, path]) => {
    expect(allows(pattern, path)).toBe(true)
    expect(asks(pattern, path)).toBe(true)
  })

  test.for([
    ['/a:b', '/a%3Ab'],
    ['/users', '/%2575sers'],
    ['/a/b', '/a%2Fb'],
    ['/a%2Fb', '/a%2Fb'],
    ['/users', '/USERS'],
    ['/ασ', '/ΑΣ'],
    ['/straße', '/STRASSE'],
    [DECOMPOSED, '/bu%CC%88cher'],
  ] as const)('but %s is not surely %s, so it is not allowed, and a human is asked', ([pattern, path]) => {
    expect(allows(pattern, path)).toBe(false)
    expect(asks(pattern, path)).toBe(true)
  })

  test('and another path is another one', () => {
    expect(allows(COMPOSED, '/bucher')).toBe(false)
    expect(asks(COMPOSED, '/bucher')).toBe(false)
  })
})

test('a human is asked for a host that is written with its final dot', () => {
  const rule = {
    type: 'require_approval',
    approver: 'user',
    hosts: ['api.example', 'api.example:8443'],
  } as const
  for (const host of ['api.example', 'API.example.', 'api.example.:443', 'api.example.:8443']) {
    expect(covers({ ...rule, hosts: [...rule.hosts] }, asked('/', host)), host).toBe(true)
  }
  for (const host of ['other.example', 'api.example..', 'api.example:8444']) {
    expect(covers({ ...rule, hosts: [...rule.hosts] }, asked('/', host)), host).toBe(false)
  }
})

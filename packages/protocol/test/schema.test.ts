import { describe, expect, test } from 'vitest'
import {
  authorizeRequest,
  createAgentRequest,
  createSessionRequest,
  policyRule,
} from '@alter/protocol/schema'

describe('createSessionRequest', () => {
  test('takes the least and the most', () => {
    const most = {
      user_token: 'jwt',
      allowed_providers: ['google'],
      delivery: 'popup',
      allowed_origin: 'https://app.example',
      required_scopes: { google: ['calendar'] },
      grant_policy: { max_ttl_seconds: 60 },
    }
    expect(createSessionRequest.parse({})).toEqual({})
    expect(createSessionRequest.parse(most)).toEqual(most)
  })

  test('names an unknown field, so that a typo is found', () => {
    const { error } = createSessionRequest.safeParse({ allowed_orgin: 'https://app.example' })
    expect(error?.issues[0]?.message).toContain('allowed_orgin')
  })

  test('W24: refuses values without a meaning, and metadata that is not an object of strings', () => {
    const { error } = createSessionRequest.safeParse({ agent_name: 'x' })
    expect(error?.issues[0]?.message).toContain('agent_name')
    expect(createSessionRequest.safeParse({ metadata: 'x' }).error?.issues[0]?.path).toEqual(['metadata'])
  })

  test('W2: names a text or a list that is too long', () => {
    const long = 'x'.repeat(70_000)
    const many = Array.from({ length: 101 }, () => 'x')
    const record = Object.fromEntries(many.map((_, index) => [`p${index}`, ['x']]))
    const tooMuch = {
      user_token: long,
      allowed_providers: many,
      allowed_origin: long,
      return_url: long,
      required_scopes: record,
      grant_id: long,
      account_hint: long,
    }
    for (const [field, value] of Object.entries(tooMuch)) {
      const { error } = createSessionRequest.safeParse({ [field]: value })
      expect(error?.issues[0]?.path, field).toEqual([field])
    }
  })

  test('refuses a time to live that is no positive whole number', () => {
    expect(createSessionRequest.safeParse({ grant_policy: { max_ttl_seconds: 0 } }).success).toBe(false)
  })
})

describe('authorizeRequest', () => {
  test('takes `welcomed` as true or not at all', () => {
    expect(authorizeRequest.safeParse({ provider: 'google', welcomed: false }).success).toBe(false)
    expect(authorizeRequest.safeParse({ provider: 'google', welcomed: true }).success).toBe(true)
  })
})

describe('16.5 a rule that matches nothing is refused, because it would ask nobody', () => {
  const rule = { type: 'require_approval', approver: 'operator' }

  test.for([
    ['https://api.example'],
    ['*.example'],
    ['api.example/v1'],
    ['api.example.'],
    ['user@api.example'],
    ['bücher.example'],
    ['api.example:99999'],
    ['api..example'],
    ['{shop}.example'],
    ['127.1'],
    [' api.example'],
    [''],
  ] as const)('the host %s', ([host]) => {
    expect(policyRule.safeParse({ ...rule, hosts: [host] }).error?.issues[0]?.path).toEqual(['hosts', 0])
    const allow = [{ hosts: [host] }]
    expect(policyRule.safeParse({ type: 'methods_and_paths', allow }).success).toBe(false)
  })

  test.for([
    ['/users*'],
    ['/**/events'],
    ['/a/***'],
    ['/users?id=1'],
    ['/users#me'],
    ['/users me'],
    ['/users/{id}'],
    ['/users/<id>'],
    ['/users/:id'],
    ['/a/../users'],
    ['/a/%2E./users'],
    ['/users/./x'],
    ['/users\\me'],
    ['users'],
  ] as const)('the path %s', ([path]) => {
    expect(policyRule.safeParse({ ...rule, paths: [path] }).error?.issues[0]?.path).toEqual(['paths', 0])
  })

  test('what a URL has is taken, in lower case', () => {
    const hosts = [
      'API.Example',
      'api.example:8443',
      'localhost:443',
      '127.0.0.1:80',
      '[::1]:8080',
      'xn--bcher-kva.example',
    ]
    const paths = [
      '/',
      '/**',
      '/users/*/events',
      '/v1/documents:batchGet',
      '/.well-known/...',
      '/b%C3%BCcher',
      '/bücher',
    ]
    expect(policyRule.parse({ ...rule, hosts, paths })).toEqual({
      ...rule,
      hosts: ['api.example', ...hosts.slice(1)],
      paths,
    })
  })
})

test.for([
  '\u3164',
  'a\u3164b',
  '\u2800',
  '\uFE0F',
  '\u{E0100}',
  '\u200D',
  '\u202Ea',
  ' ',
  'a\nb',
  '\u{E0041}',
])('16.2 an agent whose name would be blank or misleading (%j) is refused', (display_name) => {
  expect(createAgentRequest.safeParse({ name: 'scout', display_name }).success).toBe(false)
})

test.for(['Scout ❤️', '葛\u{E0100}城', '👩‍🚀', 'Пошук', '検索', 'می‌خواهم'])(
  '16.2 an agent is named in any script: %s',
  (display_name) => {
    expect(createAgentRequest.safeParse({ name: 'scout', display_name }).success).toBe(true)
  },
)

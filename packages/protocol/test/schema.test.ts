import { describe, expect, test } from 'vitest'
import { authorizeRequest, createSessionRequest } from '@alter/protocol/schema'

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

  test('names a field that it does not know, so that a typo is told', () => {
    const { error } = createSessionRequest.safeParse({ allowed_orgin: 'https://app.example' })
    expect(error?.issues[0]?.message).toContain('allowed_orgin')
  })

  test('W24: refuses what has no meaning, and metadata that is no object of texts', () => {
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

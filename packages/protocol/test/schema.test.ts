import { describe, expect, it } from 'vitest'
import { authorizeRequest, createSessionRequest } from '../src/schema.ts'

describe('createSessionRequest', () => {
  it('takes the least and the most', () => {
    const most = {
      user_token: 'jwt',
      allowed_providers: ['google'],
      delivery: 'popup',
      allowed_origin: 'https://app.example',
      required_scopes: { google: ['calendar'] },
      grant_policy: { max_ttl_seconds: 60 },
      metadata: { ip_address: '192.0.2.1' },
    }
    expect(createSessionRequest.parse({})).toEqual({})
    expect(createSessionRequest.parse(most)).toEqual(most)
  })

  it('names a field that it does not know, so that a typo is told', () => {
    const { error } = createSessionRequest.safeParse({ allowed_orgin: 'https://app.example' })
    expect(error?.issues[0]?.message).toContain('allowed_orgin')
  })

  it('refuses a time to live that is no positive whole number', () => {
    expect(createSessionRequest.safeParse({ grant_policy: { max_ttl_seconds: 0 } }).success).toBe(false)
  })
})

describe('authorizeRequest', () => {
  it('takes `welcomed` as true or not at all', () => {
    expect(authorizeRequest.safeParse({ provider: 'google', welcomed: false }).success).toBe(false)
    expect(authorizeRequest.safeParse({ provider: 'google', welcomed: true }).success).toBe(true)
  })
})

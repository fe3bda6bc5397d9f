import { describe, expect, test } from 'vitest'
import { chooseGrant, endOf, type GrantTraits, ofAccount } from '@alter/protocol/rules'

function grant(id: string, traits: Partial<GrantTraits> = {}): GrantTraits {
  return { id, label: `${id}@example.com`, isLive: true, isDefault: false, ...traits }
}
function same(traits: GrantTraits): GrantTraits {
  return traits
}

describe('13.8: which grant a call means, for the vault and for the mock', () => {
  const ada = grant('ada')
  const bob = grant('bob')
  const ended = grant('old', { isLive: false, isDefault: true })

  test.each([
    ['none', [], { kind: 'none' }],
    ['the only live one', [ended, ada], { kind: 'one', grant: ada }],
    [
      'the latest that ended, where none is live',
      [ended, grant('older', { isLive: false })],
      { kind: 'ended', grant: ended },
    ],
    ['several, none of them the default', [ada, bob], { kind: 'several', grants: [ada, bob] }],
  ])('%s', (_, grants, chosen) => {
    expect(chooseGrant(grants, same)).toEqual(chosen)
  })

  test('the default among several', () => {
    const preferred = grant('cy', { isDefault: true })
    expect(chooseGrant([ada, preferred, bob], same)).toEqual({ kind: 'one', grant: preferred })
  })

  test('an account by id or label: first exactly, then in any letter case', () => {
    const upper = grant('ADA', { label: 'ADA@example.com' })
    expect(ofAccount([ada, upper], 'ADA@example.com', same)).toEqual([upper])
    expect(ofAccount([ada, bob], 'Ada@Example.com', same)).toEqual([ada])
    expect(ofAccount([ada, bob], 'Ada@Example.com', same, true)).toEqual([])
    expect(ofAccount([ada, bob], 'bob', same)).toEqual([bob])
  })

  test('each end has its code, and its sentence says to connect again', () => {
    const ends = (['expired', 'revoked', 'lost', 'unrenewed', 'refused'] as const).map((end) =>
      endOf('ada at google', end),
    )
    expect(ends.map(({ code }) => code)).toEqual([
      'grant_expired',
      'grant_revoked',
      'credential_revoked',
      'credential_revoked',
      'credential_revoked',
    ])
    for (const { detail } of ends)
      expect(detail).toMatch(/^The connection of ada at google .+: connect it again\.$/)
  })
})

import { expect, test } from 'vitest'
import { createClientAddress } from '../src/cli/client-address.ts'

const PROXY = '10.0.0.1'
const CLIENT = '203.0.113.9'

test.each<[string, string[], string | undefined, string | null, string | undefined]>([
  ['the connection’s own', [], CLIENT, null, CLIENT],
  ['written as IPv6 it is what it is', [], `::ffff:${CLIENT}`, null, CLIENT],
  ['a client’s word counts for nothing', [], CLIENT, '10.0.0.9', CLIENT],
  ['a client’s word counts for nothing beside a proxy that is not its own', [PROXY], CLIENT, PROXY, CLIENT],
  ['a trusted proxy’s word counts', [PROXY], PROXY, CLIENT, CLIENT],
  ['of a chain the last that is not trusted', [PROXY], PROXY, `10.0.0.9, 1.1.1.1, ${CLIENT}`, CLIENT],
  ['of trusted proxies in a row the one before them', ['10.0.0.0/8'], PROXY, `${CLIENT}, 10.0.0.2`, CLIENT],
  ['with the port that some proxies write', [PROXY], PROXY, `10.0.0.9, ${CLIENT}:50123`, CLIENT],
  ['of IPv6 with a port', [PROXY], PROXY, '[2001:db8::9]:50123', '2001:db8::9'],
  ['of IPv6 in brackets', [PROXY], PROXY, '[2001:db8::9]', '2001:db8::9'],
  ['of a trusted proxy with a port', [PROXY], PROXY, `${CLIENT}, ${PROXY}:1`, CLIENT],
  ['a port that is none', [PROXY], PROXY, `${CLIENT}:x`, undefined],
  ['a trusted proxy that says nothing', [PROXY], PROXY, null, undefined],
  ['a trusted proxy that says nonsense', [PROXY], PROXY, 'unknown', undefined],
  ['nonsense is not looked behind', [PROXY], PROXY, `${CLIENT}, x`, undefined],
  ['no connection that is known', [], undefined, null, undefined],
])('the caller’s address: %s', (_, trusted, remote, forwardedFor, expected) => {
  const ranges = trusted.map((range) => (range.includes('/') ? range : `${range}/32`))
  expect(createClientAddress(ranges)(remote, forwardedFor)).toBe(expected)
})

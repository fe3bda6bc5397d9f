import type { IncomingHttpHeaders } from 'node:http'

/** @see RFC 9110 §7.6.1 */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const NOT_TO_PROVIDER = new Set([
  ...HOP_BY_HOP,
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'x-amz-security-token',
  'forwarded',
  'host',
  'expect',
])

const NOT_FROM_PROVIDER = new Set([...HOP_BY_HOP, 'set-cookie', 'set-cookie2', 'clear-site-data', 'alt-svc'])

/** The caller's headers as the provider may see them. */
export const requestHeaders = (incoming: Headers): Record<string, string> => {
  const named = connectionOptions(incoming.get('connection'))
  const kept: Record<string, string> = {}
  for (const [name, value] of incoming) {
    if (NOT_TO_PROVIDER.has(name) || named.has(name) || /^x-(alter|forwarded)-/.test(name)) continue
    kept[name] = value
  }
  return kept
}

/** The provider's headers as the caller may see them. */
export const responseHeaders = (upstream: IncomingHttpHeaders): Headers => {
  const named = connectionOptions([upstream.connection ?? ''].flat().join(','))
  const kept = new Headers()
  for (const [name, value] of Object.entries(upstream)) {
    if (value === undefined || NOT_FROM_PROVIDER.has(name) || named.has(name) || name.startsWith('x-alter-'))
      continue
    for (const line of [value].flat()) kept.append(name, line)
  }
  return kept
}

const connectionOptions = (connection: string | null): Set<string> =>
  new Set((connection ?? '').split(',').map((option) => option.trim().toLowerCase()))

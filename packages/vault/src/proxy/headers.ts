import type { IncomingHttpHeaders } from 'node:http'
import { commandsOthers } from './commanding-headers.ts'
import { HOP_BY_HOP, isForbidden, isListed, namedHeaders } from '../providers/request-headers.ts'

const NOT_FROM_PROVIDER = new Set(HOP_BY_HOP)

/** The caller's headers for the provider: allowed ones, and those that the caller names. */
export function requestHeaders(
  incoming: Headers,
  provider: { request_headers: string[]; credential: { header: string } },
): Record<string, string> {
  const hops = connectionOptions(incoming.get('connection'))
  const passed = new Set(namedHeaders(incoming))
  const kept: Record<string, string> = {}
  for (const [name, value] of incoming) {
    if (isForbidden(name) || name === provider.credential.header.toLowerCase() || hops.has(name)) continue
    if (isListed(name, provider.request_headers) || passed.has(name)) kept[name] = value
  }
  return kept
}

/** The provider's headers for the caller. */
export function responseHeaders(upstream: IncomingHttpHeaders): Headers {
  const named = connectionOptions([upstream.connection ?? ''].flat().join(','))
  const kept = new Headers()
  for (const [name, value] of Object.entries(upstream)) {
    if (value === undefined || NOT_FROM_PROVIDER.has(name) || named.has(name)) continue
    if (name.startsWith('x-alter-') || commandsOthers(name)) continue
    for (const line of [value].flat()) kept.append(name, line)
  }
  return kept
}

function connectionOptions(connection: string | null): Set<string> {
  return new Set((connection ?? '').split(',').map((option) => option.trim().toLowerCase()))
}

import { HEADER } from '@alter/protocol'
import type { Call, CallOptions } from '../call.ts'
import { encodeText } from '../encode-text.ts'
import { fieldsText } from '../json-text.ts'
import { present } from '../present.ts'
import { checkTimeout } from '../deadline.ts'
import type { Settings } from '../settings.ts'

/** One request to an endpoint of the vault. */
export interface Ask {
  method: string
  path: string
  query?: Readonly<Record<string, string | number | boolean | undefined>>
  userToken?: string | undefined
  provider?: string | undefined
  /** An object is sent as JSON. */
  body?: object | string
}

export function buildVaultCall(
  settings: Settings,
  options: Pick<CallOptions, 'timeout' | 'signal'>,
  { method, path, query = {}, userToken, provider, body }: Ask,
): Call {
  const headers = new Headers({ accept: 'application/json', [HEADER.apiKey]: settings.apiKey })
  if (userToken !== undefined) headers.set(HEADER.userToken, userToken)
  if (body !== undefined)
    headers.set('content-type', typeof body === 'string' ? 'text/plain' : 'application/json')
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value))
  }
  return present({
    method,
    path: search.size === 0 ? path : `${path}?${search.toString()}`,
    url: settings.baseUrl + path,
    headers,
    body: typeof body === 'object' ? fieldsText(body) : body,
    provider,
    timeout: checkTimeout(options.timeout ?? settings.timeout),
    signal: options.signal,
  })
}

/** An id as one path segment. `.` and `..` would lead to another endpoint. */
export function segment(id: unknown, name = 'grantId'): string {
  if (typeof id !== 'string' || /^\.{0,2}$/.test(id)) throw new TypeError(`${name} is not an id.`)
  return encodeText(id)
}

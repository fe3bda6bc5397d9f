import { HEADER, type WalletApproval, type WalletApprovalBody } from '@alter/protocol'
import type { SealedRequest } from './sealed-request.ts'
import { visible } from './visible.ts'

/** They say how a client talks, and never what is done; the last is for the vault alone. */
const UNREMARKABLE = new Set<string>([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-length',
  'content-md5',
  'digest',
  'idempotency-key',
  'if-modified-since',
  'if-none-match',
  'pragma',
  'user-agent',
  HEADER.pass,
])

/** What a body is anyway that is shown so. */
const EXPECTED_TYPES: Record<WalletApprovalBody['kind'], RegExp> = {
  none: /^/,
  json: /^application\/([\w.-]+\+)?json(;charset=utf-8)?$/,
  form: /^application\/x-www-form-urlencoded(;charset=utf-8)?$/,
  text: /^text\/plain(;charset=utf-8)?$/,
  // It is shown with the body.
  other: /^/,
}

/** Names of headers that carry a credential, which an approver is not shown. */
const CREDENTIAL =
  /(^|[-_])(api[-_]?keys?|tokens?|secrets?|passwords?|signatures?|credentials?|authorization|cookies?|jwt)([-_]|$)/

const HIDDEN = '•••'

/**
 * Headers that may make a request another one, as people can read them: a yes covers them too, so they are shown with
 * the rest. `undefined` where there are none.
 */
export function headersOf(
  { headers }: SealedRequest,
  { kind }: WalletApprovalBody,
): WalletApproval['headers'] {
  const shown = headers.flatMap(([name, value]) => {
    if (UNREMARKABLE.has(name)) return []
    const isExpected = EXPECTED_TYPES[kind].test(value.toLowerCase().replaceAll(/[\s"]/g, ''))
    if (name === 'content-type' && isExpected) return []
    return [{ name: visible(name), value: CREDENTIAL.test(name) ? HIDDEN : visible(value) }]
  })
  return shown.length === 0 ? undefined : shown
}

import { HEADER, type WalletApproval, type WalletApprovalBody } from '@alter/protocol'
import type { SealedRequest } from './sealed-request.ts'
import { visible } from './visible.ts'

/** Headers that describe the client and not the action; the last one is for the vault only. */
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

/** The content types that each kind of body has anyway. */
const EXPECTED_TYPES: Record<WalletApprovalBody['kind'], RegExp> = {
  none: /^/,
  json: /^application\/([\w.-]+\+)?json(;charset=utf-8)?$/,
  form: /^application\/x-www-form-urlencoded(;charset=utf-8)?$/,
  text: /^text\/plain(;charset=utf-8)?$/,
  // The body itself shows its type.
  other: /^/,
}

/** Names of headers that carry a credential. An approver sees the name and not the value. */
const CREDENTIAL = new RegExp(
  [
    // Also at the end of a word, as in `x-accesstoken`.
    '(tokens?|secrets?|password|passwords|passwd|passphrase|signatures?|credentials?|authorization|authentication)([-_]|$)',
    '(cookies?|sessions?)([-_]|$)',
    '(^|[-_])(jwt|otp|pwd|sid|sig)([-_]|$)',
    // `x-auth-email` is none.
    '(^|[-_])auth$',
    '(access|account|api|auth|client|customer|encryption|functions?|license|master|private|secret|shared|subscription)[-_]?keys?([-_]|$)',
  ].join('|'),
)

const HIDDEN = '•••'

/**
 * Headers that can change what a request does, in readable form. A yes covers them, so they are shown too. `undefined`
 * when there are none.
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

import { credentialFault } from '../providers/credential-fault.ts'

/** Why a text cannot be the token for `/metrics`; `undefined` when it can. @see RFC 6750 §2.1 */
export function metricsTokenFault(text: string): string | undefined {
  if (!/^[\x21-\x7e]{16,}$/.test(text)) return 'must be at least 16 characters of ASCII, without spaces'
  return credentialFault(text)
}

import { createHash } from 'node:crypto'

/**
 * Identifies a call of a tool, so that it is recognised when the tool runs again. `undefined` for a call that JSON cannot
 * write, which the call itself reports.
 */
export function fingerprintOf(...call: unknown[]): string | undefined {
  try {
    // A part that is missing is no part that is `null`.
    const text = JSON.stringify(call.map((part) => (part === undefined ? [] : [part])))
    return createHash('sha256').update(text).digest('base64url').slice(0, 22)
  } catch {
    return undefined
  }
}

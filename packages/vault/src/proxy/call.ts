import { HEADER } from '@alter/protocol'
import type { Choice } from '../grants/select.ts'
import { ProblemError } from '../problem.ts'
import { MOST_NAMED, namedHeaders } from '../providers/request-headers.ts'

/** What a proxied request asks for in its headers. */
export interface Call {
  target: string
  choice: Choice
  reason: string | undefined
}

/** Throws `invalid_request` naming the header. */
export const readCall = ({ headers }: Request): Call => {
  const target = headers.get(HEADER.url)
  const grant = headers.get(HEADER.grant)
  const provider = headers.get(HEADER.provider)
  const account = decoded(headers, HEADER.account)
  const reason = decoded(headers, HEADER.reason)
  if (namedHeaders(headers).length > MOST_NAMED) {
    throw new ProblemError('invalid_request', `${HEADER.pass}: name at most ${MOST_NAMED} headers.`, {
      field: HEADER.pass,
    })
  }
  if (!target) throw missing(HEADER.url, 'the URL to call')
  if (grant) return { target, choice: { grant }, reason }
  if (!provider) throw missing(HEADER.provider, `a provider, or a grant in ${HEADER.grant}`)
  return { target, choice: { provider, account: account ?? null }, reason }
}

const missing = (field: string, what: string): ProblemError =>
  new ProblemError('invalid_request', `${field}: send ${what}.`, { field })

const decoded = (headers: Headers, name: string): string | undefined => {
  const value = headers.get(name)
  if (!value) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    throw new ProblemError('invalid_request', `${name}: must be percent-encoded UTF-8.`, { field: name })
  }
}

import { HEADER } from '@alter/protocol'
import { z } from 'zod'
import type { Choice } from '../grants/select.ts'
import { readHeaders } from '../input.ts'
import { ProblemError } from '../problem.ts'
import { MOST_NAMED, namedHeaders } from '../providers/request-headers.ts'

/** What a proxied request asks for in its headers. */
export interface Call {
  target: string
  choice: Choice
  reason: string | undefined
}

/** Longer than providers take. With a user token of 8 KB it leaves room in what `alter-vault start` takes. Characters. */
const LONGEST_URL = 16_384

interface CallHeaders {
  [HEADER.url]: string
  [HEADER.provider]?: string | undefined
  [HEADER.grant]?: string | undefined
  [HEADER.account]?: string | undefined
  [HEADER.reason]?: string | undefined
  [HEADER.pass]?: string | undefined
}

/** Headers that say what a proxied request is to be; far longer than what is meant, and than what is kept of it. */
export const callHeaders: z.ZodType<CallHeaders> = z.object({
  [HEADER.url]: z
    .string('send the URL to call.')
    .min(1, 'send the URL to call.')
    .max(LONGEST_URL, {
      error: ({ input }) =>
        `the URL has ${typeof input === 'string' ? input.length : 'more'} characters, of at most ${LONGEST_URL}.`,
    })
    .describe('The URL to call.'),
  [HEADER.provider]: z.string().max(500).optional().describe("The user's grant at this provider."),
  [HEADER.grant]: z
    .string()
    .max(500)
    .optional()
    .describe('Instead: this grant. Without a user, the only way.'),
  [HEADER.account]: z
    .string()
    .max(8192)
    .optional()
    .describe('Label or grant id where there are several accounts; percent-encoded UTF-8.'),
  [HEADER.reason]: z
    .string()
    .max(8192)
    .optional()
    .describe('Why, for the audit trail; percent-encoded UTF-8.'),
  [HEADER.pass]: z
    .string()
    .max(8192)
    .optional()
    .describe('Names of headers to pass on besides those that the provider is known to understand.'),
})

/** Throws `invalid_request` naming the header. */
export function readCall({ headers }: Request): Call {
  const asked = readHeaders(callHeaders, headers)
  const { [HEADER.url]: target, [HEADER.grant]: grant, [HEADER.provider]: provider } = asked
  const account = decoded(HEADER.account, asked[HEADER.account])
  const reason = decoded(HEADER.reason, asked[HEADER.reason])
  if (namedHeaders(headers).length > MOST_NAMED) {
    throw new ProblemError('invalid_request', `${HEADER.pass}: name at most ${MOST_NAMED} headers.`, {
      field: HEADER.pass,
    })
  }
  if (grant) return { target, choice: { grant }, reason }
  if (!provider) {
    const field = HEADER.provider
    throw new ProblemError('invalid_request', `${field}: send a provider, or a grant in ${HEADER.grant}.`, {
      field,
    })
  }
  return { target, choice: { provider, account: account ?? null }, reason }
}

function decoded(name: string, value: string | undefined): string | undefined {
  if (!value) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    throw new ProblemError('invalid_request', `${name}: must be percent-encoded UTF-8.`, { field: name })
  }
}

import { HEADER } from '@alter/protocol'
import { z } from 'zod'
import type { Choice } from '../grants/select.ts'
import { readHeaders } from '../input.ts'
import { invalidField, ProblemError } from '../problem.ts'
import { MOST_NAMED, namedHeaders } from '../providers/request-headers.ts'

/** What the headers of a proxied request ask for. */
export interface Call {
  target: string
  choice: Choice
  reason: string | undefined
  trace: Trace
}

/** What a caller says of a call. Only the audit uses it. */
export interface Trace {
  run: string | undefined
  tool: string | undefined
  /** JSON text. */
  context: string | undefined
  client: string | undefined
}

/**
 * Longer than the URLs that providers accept. With a user token of 8 KB it fits into the headers that `alter-vault
 * start` accepts. Characters.
 */
const LONGEST_URL = 16_384

interface CallHeaders {
  [HEADER.url]: string
  [HEADER.provider]?: string | undefined
  [HEADER.grant]?: string | undefined
  [HEADER.account]?: string | undefined
  [HEADER.reason]?: string | undefined
  [HEADER.pass]?: string | undefined
  [HEADER.run]?: string | undefined
  [HEADER.tool]?: string | undefined
  [HEADER.context]?: string | undefined
  [HEADER.client]?: string | undefined
}

/** The longest name in the audit. Characters. */
const LONGEST_NAME = 256
/** The longest context of a call. Bytes of JSON. */
const LONGEST_CONTEXT = 4096
const CONTEXT_RULE = `must be JSON of at most ${LONGEST_CONTEXT} bytes, percent-encoded`

function traced(what: string): z.ZodOptional<z.ZodString> {
  return z
    .string()
    .max(LONGEST_NAME * MOST_ENCODED, `must have at most ${LONGEST_NAME} characters`)
    .optional()
    .describe(`${what}, at most ${LONGEST_NAME} characters; percent-encoded UTF-8.`)
}

/** The longest percent-encoding of one UTF-16 unit. Characters. */
const MOST_ENCODED = 9

/**
 * The headers that describe a proxied request. Their limits are far above normal values, and above what the audit
 * keeps.
 */
export const callHeaders: z.ZodType<CallHeaders> = z.object({
  [HEADER.url]: z
    .string('send the URL to call.')
    .min(1, 'send the URL to call.')
    .max(LONGEST_URL, {
      error: ({ input }) =>
        `the URL has ${typeof input === 'string' ? input.length : 'more'} characters; at most ${LONGEST_URL} are allowed.`,
    })
    .describe('The URL to call.'),
  [HEADER.provider]: z.string().max(500).optional().describe("The user's grant at this provider."),
  [HEADER.grant]: z
    .string()
    .max(500)
    .optional()
    .describe('Id of the grant, instead of its provider. A call of an app without a user must send it.'),
  [HEADER.account]: z
    .string()
    .max(8192)
    .optional()
    .describe('Label or grant id, if the user has several accounts; percent-encoded UTF-8.'),
  [HEADER.reason]: z
    .string()
    .max(8192)
    .optional()
    .describe('Why, for the audit trail; percent-encoded UTF-8.'),
  [HEADER.pass]: z
    .string()
    .max(8192)
    .optional()
    .describe('Names of further headers to pass on, beside those that the vault knows of this provider.'),
  [HEADER.run]: traced('Names one run of an agent, for the audit trail'),
  [HEADER.tool]: traced('The tool that an agent calls with, for the audit trail'),
  [HEADER.context]: z
    .string()
    .max(LONGEST_CONTEXT * 3, CONTEXT_RULE)
    .optional()
    .describe(
      `More about the call, for the audit trail: JSON of at most ${LONGEST_CONTEXT} bytes; percent-encoded UTF-8.`,
    ),
  [HEADER.client]: traced('Name of the calling program, for the audit trail'),
})

/** Reads the headers of a proxied request. Throws `invalid_request` naming the header. */
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
  const trace = readTrace(asked)
  if (grant) return { target, choice: { grant }, reason, trace }
  if (!provider) {
    const field = HEADER.provider
    throw new ProblemError('invalid_request', `${field}: send a provider, or a grant in ${HEADER.grant}.`, {
      field,
    })
  }
  return { target, choice: { provider, account: account ?? null }, reason, trace }
}

function readTrace(asked: CallHeaders): Trace {
  function name(header: typeof HEADER.run | typeof HEADER.tool | typeof HEADER.client): string | undefined {
    const value = decoded(header, asked[header])
    if (value === undefined || value.length <= LONGEST_NAME) return value
    throw invalidField(header, `has ${value.length} characters; at most ${LONGEST_NAME} are allowed`)
  }
  return {
    run: name(HEADER.run),
    tool: name(HEADER.tool),
    context: readContext(decoded(HEADER.context, asked[HEADER.context])),
    client: name(HEADER.client),
  }
}

/** The context as compact JSON. */
function readContext(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    const context = JSON.stringify(JSON.parse(text))
    if (Buffer.byteLength(context) <= LONGEST_CONTEXT) return context
  } catch {
    // The error below replaces the parser's message, which may quote the text.
  }
  throw invalidField(HEADER.context, CONTEXT_RULE)
}

function decoded(name: string, value: string | undefined): string | undefined {
  if (!value) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    throw new ProblemError('invalid_request', `${name}: must be percent-encoded UTF-8.`, { field: name })
  }
}

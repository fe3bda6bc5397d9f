import { SECURE_RULE, isSecure } from '@alter/protocol'
import type { AgentPolicy } from '../answers/session.ts'
import { startDeadline } from '../deadline.ts'
import { InvalidRequestError } from '../errors/errors.ts'
import { isRecord, readFields } from '../fields.ts'
import { present } from '../present.ts'

/** The largest body. Bytes; real ones are far below. */
const BODY_LIMIT = 16_384
/** Time for a whole body. Milliseconds. */
const BODY_TIMEOUT = 10_000

/** @throws TypeError naming the entry at fault. */
export function readOrigins(origins: unknown): ReadonlySet<string> {
  if (!Array.isArray(origins) || origins.length === 0) {
    throw new TypeError(
      "origins is missing: list the origins of your app's pages, such as https://app.example.com.",
    )
  }
  const entries: unknown[] = origins
  return new Set(
    entries.map((entry, index) => {
      const url = typeof entry === 'string' && URL.canParse(entry) ? new URL(entry) : undefined
      if (url === undefined || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
        throw new TypeError(`origins[${index}] is not an origin: write scheme, host and port only.`)
      }
      if (!isSecure(url)) throw new TypeError(`origins[${index}] ${SECURE_RULE}.`)
      return url.origin
    }),
  )
}

/** Refuses a change unless it comes from a listed `Origin`, with a content type that no HTML form can send. */
export function checkMutation(request: Request, origins: ReadonlySet<string>): void {
  const origin = request.headers.get('origin')
  if (origin === null || !origins.has(origin)) {
    const found =
      origin === null
        ? 'There is no Origin header: only pages of the origins of alterRoutes may change anything.'
        : `${origin.slice(0, 200)} is not among the origins of alterRoutes: list it there, if it is a page of this app.`
    throw new InvalidRequestError('origin_not_allowed', found)
  }
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw invalid('content-type', 'application/json')
  }
}

export interface SessionWish {
  allowedProviders?: string[]
  grantId?: string
  accountHint?: string
  returnUrl?: string
  locale?: string
  agent?: string
  agentPolicy?: AgentPolicy
}

/** The agents that pages may name, with their limits. */
export type PageAgents = ReadonlyMap<string, AgentPolicy>

/** @throws TypeError naming the entry at fault. */
export function readAgents(agents: unknown): PageAgents {
  if (agents === undefined) return new Map()
  if (!isRecord(agents)) {
    throw new TypeError(
      "agents is not an object: pass the limits of each agent by its name, such as { 'research-bot': {} }.",
    )
  }
  return new Map(
    Object.entries(agents).map(([name, policy]) => {
      if (!isRecord(policy)) throw new TypeError(`agents['${name}'] is not an object: {} sets no limits.`)
      return [name, policy]
    }),
  )
}

/** Body of `POST session`. */
export async function readSessionBody(request: Request, agents: PageAgents): Promise<SessionWish> {
  const known = ['provider', 'grant_id', 'account_hint', 'return_url', 'locale', 'agent']
  const body = await readBody(request, known)
  const fields = readFields(body, invalid)
  const provider = fields.optionalText('provider')
  const returnUrl = fields.optionalText('return_url')
  const agent = fields.optionalText('agent')
  if (agent !== undefined && !agents.has(agent)) {
    // The message does not list the agents, because a page is not the backend.
    throw invalid('agent', 'among the agents of alterRoutes, which pages may ask for: list it there')
  }
  const origin = request.headers.get('origin')
  if (returnUrl !== undefined && (!URL.canParse(returnUrl) || new URL(returnUrl).origin !== origin)) {
    throw invalid('return_url', `an address of ${origin}`)
  }
  return present({
    allowedProviders: provider === undefined ? undefined : [provider],
    grantId: fields.optionalText('grant_id'),
    accountHint: fields.optionalText('account_hint'),
    returnUrl,
    locale: fields.optionalText('locale'),
    agent,
    agentPolicy: agent === undefined ? undefined : agents.get(agent),
  })
}

/** Refuses fields, because they would be ignored without a word. */
export async function refuseBody(request: Request): Promise<void> {
  await readBody(request, [])
}

async function readBody(request: Request, known: readonly string[]): Promise<Record<string, unknown>> {
  const text = await readText(request)
  const body: unknown = text === '' ? {} : parse(text)
  if (!isRecord(body)) throw invalid('', 'a JSON object')
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw invalid(
      unknown,
      known.length === 0 ? 'a field: the body is empty here' : `one of ${known.join(', ')}`,
    )
  }
  return body
}

async function readText(request: Request): Promise<string> {
  if (request.bodyUsed) {
    throw new TypeError(
      'The body of this request was read before alterRoutes: mount alterRoutes before body parsers, or give them request.clone().',
    )
  }
  if (request.body === null) return ''
  const reader = request.body.getReader()
  // One timeout for the whole body. A timeout per chunk would never end for a slow sender.
  const deadline = startDeadline(BODY_TIMEOUT, undefined, () => {
    const detail = `The body did not arrive within ${BODY_TIMEOUT / 1000} seconds: send it at once.`
    return new InvalidRequestError('invalid_request', detail)
  })
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  try {
    for (;;) {
      const { done, value } = await deadline.race(reader.read())
      if (done) return text + decoder.decode()
      size += value.byteLength
      if (size > BODY_LIMIT) {
        throw new InvalidRequestError('body_too_large', `The body is larger than ${BODY_LIMIT} bytes.`)
      }
      text += decoder.decode(value, { stream: true })
    }
  } catch (error) {
    // Not awaited, because stopping a stream may take as long as reading it.
    reader.cancel(error).catch(() => undefined)
    throw error
  } finally {
    deadline.clear()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function invalid(field: string, expected: string): InvalidRequestError {
  return new InvalidRequestError(
    'invalid_request',
    `${field === '' ? 'The body' : field} is not ${expected}.`,
    field === '' ? {} : { field },
  )
}

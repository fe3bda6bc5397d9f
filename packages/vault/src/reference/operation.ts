import type { ProblemCode } from '@alter/protocol'
import type { z } from 'zod'
import type { AnswerName } from './answers.ts'

/** One way to be let in: all that it takes. */
export type Access = readonly (
  | 'apiKey'
  | 'userToken'
  | 'sessionToken'
  | 'browser'
  | 'wallet'
  | 'metricsToken'
)[]

/** What the reference says of an endpoint beyond its address. */
export interface Operation {
  id: string
  group:
    | 'Sessions'
    | 'Use'
    | 'Approvals'
    | 'Grants'
    | 'Users'
    | 'Keys'
    | 'Providers'
    | 'Connect page'
    | 'Wallet'
    | 'Agents'
    | 'Service'
  summary: string
  description?: string
  access: readonly Access[]
  /** An object by parameter. */
  query?: z.ZodType
  headers?: z.ZodType
  /** Its media type is `application/json` unless said otherwise. */
  body?: { schema: z.ZodType; type?: string; optional?: true }
  /** The good answer, with the name of its schema or its media type. */
  answer: { status: number; description: string; schema?: AnswerName; type?: string }
  problems?: readonly ProblemCode[]
}

/** By method and path, as they are routed. */
export type Operations = Readonly<Record<string, Operation>>

export const APP: Access = ['apiKey']
export const USER: Access = ['apiKey', 'userToken']

export const PAGE_ANSWER: Operation['answer'] = {
  status: 200,
  description: 'The page.',
  type: 'text/html',
}

/** How an API key, and a user's JWT beside it, may be refused. */
export const KEY: readonly ProblemCode[] = [
  'invalid_api_key',
  'insufficient_scope',
  'agent_inactive',
  'user_token_required',
]
export const JWT: readonly ProblemCode[] = [...KEY, 'invalid_user_token', 'user_token_too_large']

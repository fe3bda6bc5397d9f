import type { ProblemCode } from '@alter/protocol'
import type { z } from 'zod'
import type { AnswerName } from './answers.ts'

/** One way to authenticate: everything in it is needed together. */
export type Access = readonly (
  | 'apiKey'
  | 'userToken'
  | 'sessionToken'
  | 'browser'
  | 'wallet'
  | 'metricsToken'
)[]

/** The description of an endpoint. */
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
  /** An object schema with a member for each parameter. */
  query?: z.ZodType
  headers?: z.ZodType
  /** The media type is `application/json` if there is no other. */
  body?: { schema: z.ZodType; type?: string; optional?: true }
  /** The successful answer, with the name of its schema or its media type. */
  answer: { status: number; description: string; schema?: AnswerName; type?: string }
  problems?: readonly ProblemCode[]
}

/** Operations by method and path, as in the routes. */
export type Operations = Readonly<Record<string, Operation>>

export const APP: Access = ['apiKey']
export const USER: Access = ['apiKey', 'userToken']

export const PAGE_ANSWER: Operation['answer'] = {
  status: 200,
  description: 'The page.',
  type: 'text/html',
}

/** How an API key, or a user's JWT with it, may be refused. */
export const KEY: readonly ProblemCode[] = [
  'invalid_api_key',
  'insufficient_scope',
  'agent_inactive',
  'user_token_required',
]
export const JWT: readonly ProblemCode[] = [...KEY, 'invalid_user_token', 'user_token_too_large']

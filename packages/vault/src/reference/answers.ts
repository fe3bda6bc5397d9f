import type { z } from 'zod'
import {
  grant,
  grantAccount,
  grantPage,
  grantRevocation,
  provider,
  providerList,
  userDeletion,
} from './grant-answers.ts'
import { apiKey, apiKeyList, createdApiKey } from './key-answers.ts'
import { policyError, problem } from './problem-answers.ts'
import { authorization, connection, event, pageSession, session, sessionResult } from './session-answers.ts'

export type AnswerName =
  | 'Session'
  | 'PageSession'
  | 'Authorization'
  | 'SessionResult'
  | 'ConnectEvent'
  | 'Connection'
  | 'Grant'
  | 'GrantPage'
  | 'GrantRevocation'
  | 'GrantAccount'
  | 'UserDeletion'
  | 'ApiKey'
  | 'CreatedApiKey'
  | 'ApiKeyList'
  | 'Provider'
  | 'ProviderList'
  | 'Problem'
  | 'PolicyError'

/** What the vault answers, by the name that the reference gives it. The types hold these to what is really sent. */
export const ANSWERS: Readonly<Record<AnswerName, z.ZodType>> = {
  Session: session,
  PageSession: pageSession,
  Authorization: authorization,
  SessionResult: sessionResult,
  ConnectEvent: event,
  Connection: connection,
  Grant: grant,
  GrantPage: grantPage,
  GrantRevocation: grantRevocation,
  GrantAccount: grantAccount,
  UserDeletion: userDeletion,
  ApiKey: apiKey,
  CreatedApiKey: createdApiKey,
  ApiKeyList: apiKeyList,
  Provider: provider,
  ProviderList: providerList,
  Problem: problem,
  PolicyError: policyError,
}

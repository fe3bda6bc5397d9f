import type { z } from 'zod'
import { approval } from './approval-answers.ts'
import { agentLabel, delegation, delegationRevocation } from './delegation-answers.ts'
import { agent, agentKeyList, agentList, createdAgent, me } from './agent-answers.ts'
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
import {
  walletActivity,
  walletApp,
  walletApproval,
  walletConnection,
  walletDisconnection,
  walletExport,
  walletExtension,
  walletFilters,
  walletForgetting,
  walletHome,
  walletRemoval,
  walletSession,
  walletSignOut,
} from './wallet-answers.ts'

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
  | 'AgentLabel'
  | 'Delegation'
  | 'DelegationRevocation'
  | 'UserDeletion'
  | 'Approval'
  | 'ApiKey'
  | 'CreatedApiKey'
  | 'ApiKeyList'
  | 'Agent'
  | 'AgentList'
  | 'CreatedAgent'
  | 'AgentKeyList'
  | 'Me'
  | 'Provider'
  | 'ProviderList'
  | 'WalletSession'
  | 'WalletSignOut'
  | 'WalletHome'
  | 'WalletApp'
  | 'WalletConnection'
  | 'WalletDisconnection'
  | 'WalletExtension'
  | 'WalletRemoval'
  | 'WalletActivity'
  | 'WalletFilters'
  | 'WalletApproval'
  | 'WalletForgetting'
  | 'WalletExport'
  | 'Problem'
  | 'PolicyError'

/** Schemas of the vault's answers, by their names in the reference. The types tie them to what is really sent. */
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
  AgentLabel: agentLabel,
  Delegation: delegation,
  DelegationRevocation: delegationRevocation,
  UserDeletion: userDeletion,
  Approval: approval,
  ApiKey: apiKey,
  CreatedApiKey: createdApiKey,
  ApiKeyList: apiKeyList,
  Agent: agent,
  AgentList: agentList,
  CreatedAgent: createdAgent,
  AgentKeyList: agentKeyList,
  Me: me,
  Provider: provider,
  ProviderList: providerList,
  WalletSession: walletSession,
  WalletSignOut: walletSignOut,
  WalletHome: walletHome,
  WalletApp: walletApp,
  WalletConnection: walletConnection,
  WalletDisconnection: walletDisconnection,
  WalletExtension: walletExtension,
  WalletRemoval: walletRemoval,
  WalletActivity: walletActivity,
  WalletFilters: walletFilters,
  WalletApproval: walletApproval,
  WalletForgetting: walletForgetting,
  WalletExport: walletExport,
  Problem: problem,
  PolicyError: policyError,
}

import type {
  PageBrand,
  PolicyRule,
  SignedInWallet,
  SignedOutWallet,
  WalletActivity,
  WalletActivityPage,
  WalletApp,
  WalletAppName,
  WalletAppPage,
  WalletApproval,
  WalletApprovalBody,
  WalletConnection,
  WalletConnectionPage,
  WalletDelegation,
  WalletDisconnection,
  WalletExtension,
  WalletFilters,
  WalletForgetting,
  WalletHome,
  WalletPermission,
  WalletRemoval,
  WalletSession,
  WalletSignIn,
  WalletSignOut,
} from '@alter/protocol'
import {
  type Guard,
  isFields,
  isFlag,
  isListOf,
  isNumber,
  isObject,
  isOneOf,
  isText,
  orAbsent,
  orNull,
} from './guards.ts'

const isBrand: Guard<PageBrand> = isObject<PageBrand>({
  logo_url: orAbsent(isText),
  accent: orAbsent(isText),
  accent_dark: orAbsent(isText),
  privacy_url: orAbsent(isText),
  terms_url: orAbsent(isText),
  support_url: orAbsent(isText),
})

const APP_NAME = { app_id: isText, name: isText, brand: orAbsent(isBrand) }
const isAppName: Guard<WalletAppName> = isObject<WalletAppName>(APP_NAME)
const isSignIn: Guard<WalletSignIn> = isObject<WalletSignIn>({ url: isText, apps: isListOf(isAppName) })

const isSignedIn: Guard<SignedInWallet> = isObject<SignedInWallet>({
  signed_in: (value): value is true => value === true,
  user: isObject<SignedInWallet['user']>({ label: isText }),
  expires_at: isText,
  ends_at_issuer: isFlag,
  apps: isListOf(isAppName),
  forgettable: isListOf(isAppName),
  sign_in: isListOf(isSignIn),
})

const isSignedOut: Guard<SignedOutWallet> = isObject<SignedOutWallet>({
  signed_in: (value): value is false => value === false,
  sign_in: isListOf(isSignIn),
})

export function isSession(value: unknown): value is WalletSession {
  return isSignedIn(value) || isSignedOut(value)
}

const APP = {
  ...APP_NAME,
  is_gone: isFlag,
  connections: isNumber,
  need_attention: isNumber,
  agents: isNumber,
  last_used_at: orNull(isText),
}

const isPermission: Guard<WalletPermission> = isObject<WalletPermission>({ scope: isText, words: isText })

/** Types of rules are not checked here. An unknown type is shown as an unknown rule. */
function isRule(value: unknown): value is PolicyRule {
  return isFields(value) && isText(value['type'])
}

const isDelegation: Guard<WalletDelegation> = isObject<WalletDelegation>({
  delegation_id: isText,
  agent_id: isText,
  agent_name: isText,
  agent_type: isOneOf('agent', 'service'),
  agent_status: isOneOf('active', 'paused', 'revoked'),
  rules: isListOf(isRule),
  permissions: isListOf(isPermission),
  created_at: isText,
  last_used_at: orNull(isText),
  ends_at: orAbsent(isText),
})

const isConnection: Guard<WalletConnection> = isObject<WalletConnection>({
  connection_id: isText,
  app_id: isText,
  provider: isText,
  provider_name: isText,
  logo_url: isText,
  account_identifier: isText,
  account_display_name: orAbsent(isText),
  status: isOneOf('active', 'expired', 'revoked', 'broken'),
  ended_reason: orAbsent(isText),
  permissions: isListOf(isPermission),
  rules: isListOf(isRule),
  created_at: isText,
  authorized_at: isText,
  last_used_at: orNull(isText),
  ends_at: orAbsent(isText),
  extendable_until: orAbsent(isText),
  manage_url: orAbsent(isText),
  agents: isListOf(isDelegation),
})

export const isAppPage: Guard<WalletAppPage> = isObject<WalletAppPage>({
  ...APP,
  connection_list: isListOf(isConnection),
})

const isField = isObject<{ name: string; value: string }>({ name: isText, value: isText })

function isBody(value: unknown): value is WalletApprovalBody {
  if (!isFields(value)) return false
  const { kind } = value
  if (kind === 'json' || kind === 'text') return isText(value['text'])
  if (kind === 'other') return isText(value['content_type']) && isNumber(value['bytes'])
  return kind === 'form' ? isListOf(isField)(value['fields']) : kind === 'none'
}

const isAgent = isObject<{ agent_id: string; agent_name: string }>({ agent_id: isText, agent_name: isText })

export const isApproval: Guard<WalletApproval> = isObject<WalletApproval>({
  approval_id: isText,
  status: isOneOf('pending', 'approved', 'executing', 'executed', 'failed', 'denied', 'expired'),
  app: isAppName,
  agent: orAbsent(isAgent),
  connection_id: isText,
  provider: isText,
  provider_name: isText,
  logo_url: isText,
  account_identifier: isText,
  method: isText,
  host: isText,
  path: isText,
  query: orAbsent(isText),
  body: orAbsent(isBody),
  headers: orAbsent(isListOf(isField)),
  reason: isText,
  rule: orAbsent(isText),
  created_at: isText,
  expires_at: isText,
  decided_at: orAbsent(isText),
  denial_reason: orAbsent(isText),
  denied_by: orAbsent(isOneOf('user', 'operator')),
  response_status: orAbsent(isNumber),
  failure: orAbsent(isText),
})

export const isHome: Guard<WalletHome> = isObject<WalletHome>({
  apps: isListOf(isObject<WalletApp>(APP)),
  approvals: isListOf(isApproval),
})

const isActivity: Guard<WalletActivity> = isObject<WalletActivity>({
  activity_id: isText,
  at: isText,
  app_id: isText,
  app_name: isText,
  action: isOneOf(
    'use',
    'connect',
    'refresh',
    'revoke',
    'set_default',
    'delete_user',
    'delegate',
    'revoke_delegation',
    'approve',
    'deny',
    'extend',
    'sign_in',
    'sign_out',
    'export',
  ),
  outcome: isOneOf('ok', 'denied', 'failed', 'started', 'unknown'),
  connection_id: orAbsent(isText),
  provider: orAbsent(isText),
  provider_name: orAbsent(isText),
  account_identifier: orAbsent(isText),
  agent: orAbsent(isAgent),
  method: orAbsent(isText),
  host: orAbsent(isText),
  path: orAbsent(isText),
  status: orAbsent(isNumber),
  duration_ms: isNumber,
  reason: orAbsent(isText),
  vault_reason: orAbsent(
    isOneOf(
      'by the user, in the Wallet',
      'at the identity provider',
      'user deleted by the app',
      'user deleted at the identity provider',
      'given up by the agent',
      'alter-vault panic',
    ),
  ),
  detail: orAbsent(isText),
})

export const isActivityPage: Guard<WalletActivityPage> = isObject<WalletActivityPage>({
  activity: isListOf(isActivity),
  next_cursor: orAbsent(isText),
  searched_to: orAbsent(isText),
})

export const isConnectionPage: Guard<WalletConnectionPage> = isObject<WalletConnectionPage>({
  app: isAppName,
  connection: isConnection,
  activity: isActivityPage,
})

export const isFilters: Guard<WalletFilters> = isObject<WalletFilters>({
  apps: isListOf(isAppName),
  providers: isListOf(
    isObject<WalletFilters['providers'][number]>({ provider: isText, provider_name: isText }),
  ),
  agents: isListOf(
    isObject<WalletFilters['agents'][number]>({ agent_id: isText, agent_name: isText, app_id: isText }),
  ),
})

export const isDisconnection: Guard<WalletDisconnection> = isObject<WalletDisconnection>({
  connection_id: isText,
  revoked_at: isText,
  provider_revocation: orAbsent(isOneOf('done', 'not_supported', 'failed')),
  manage_url: orAbsent(isText),
})

export const isExtension: Guard<WalletExtension> = isObject<WalletExtension>({
  connection_id: isText,
  ends_at: isText,
})

export const isRemoval: Guard<WalletRemoval> = isObject<WalletRemoval>({
  delegation_id: isText,
  removed_at: isText,
})

export const isSignOut: Guard<WalletSignOut> = isObject<WalletSignOut>({ url: orAbsent(isText) })

export const isForgetting: Guard<WalletForgetting> = isObject<WalletForgetting>({
  apps: isListOf(isObject<WalletForgetting['apps'][number]>({ app_id: isText, connections_ended: isNumber })),
  signed_out: isFlag,
})

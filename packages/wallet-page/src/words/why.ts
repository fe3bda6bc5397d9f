import type { VaultReason, WalletActivity, WalletFault } from '@alter/protocol'
import { sentence } from '@alter/connect/languages/sentences'
import type { OwnReason, Texts, Why } from '@alter/connect/languages/wallet-texts'
import { visible } from './visible.ts'

/** The words for each code. A code without words does not compile. */
export const FAULTS: Record<WalletFault, Why> = {
  policy_violation: 'rule',
  approval_required: 'unasked',
  approval_denied: 'no',
  approval_expired: 'late',
  approval_answer_gone: 'gone',
  approval_failed: 'nothingCame',
  altered: 'altered',
  not_found: 'noAccount',
  grant_not_found: 'noAccount',
  no_delegated_grant: 'notLet',
  ambiguous_grant: 'several',
  grant_revoked: 'revoked',
  credential_revoked: 'revoked',
  grant_expired: 'expired',
  scope_reauth_required: 'permission',
  scope_denied: 'scopeDenied',
  access_denied: 'accessDenied',
  account_mismatch: 'otherAccount',
  interaction_required: 'interaction',
  provider_error: 'providerError',
  provider_api_error: 'providerError',
  provider_misconfigured: 'providerSetup',
  provider_not_configured: 'providerSetup',
  unknown_provider: 'providerSetup',
  provider_unreachable: 'providerSilent',
  provider_timeout: 'slow',
  session_expired: 'tookTooLong',
  session_ended: 'over',
  session_in_use: 'elsewhere',
  host_not_allowed: 'address',
  origin_not_allowed: 'origin',
  rate_limited: 'tooMany',
  invalid_api_key: 'key',
  insufficient_scope: 'key',
  agent_inactive: 'stopped',
  invalid_token: 'signIn',
  invalid_user_token: 'signIn',
  user_token_required: 'signIn',
  user_token_too_large: 'signIn',
  invalid_request: 'request',
  method_not_allowed: 'request',
  body_too_large: 'request',
  token_refresh_in_progress: 'busy',
  unavailable: 'busy',
  internal_error: 'fault',
  caller_left: 'left',
}

/** The words for the vault's own reasons. */
const OWN_REASONS: Record<VaultReason, OwnReason> = {
  'by the user, in the Wallet': 'here',
  'at the identity provider': 'atSignIn',
  'user deleted by the app': 'byApp',
  'user deleted at the identity provider': 'atIssuer',
  'given up by the agent': 'byAgent',
  'alter-vault panic': 'panic',
}

/** Details of a disconnection at which the provider kept the access. */
const LEFT_THERE = new Set(['provider: failed', 'provider: not_supported', 'altered: ended here only'])

/** Names in the words: an app, and a provider if there is one. */
export interface Named {
  app_name: string
  provider_name?: string | undefined
}

/** Why something was refused or failed: in words, and as the vault recorded it. */
export interface Cause {
  /** The code itself when there are no words for it, as from a newer vault. */
  text: string
  code: string
}

/** `undefined` when there is nothing to say. */
export function causeOf(texts: Texts, row: WalletActivity): Cause | undefined {
  const { action, outcome, detail } = row
  if (detail === undefined) return undefined
  if (outcome === 'ok') {
    const isLeft = action === 'revoke' && LEFT_THERE.has(detail)
    return isLeft ? { text: say(texts, texts.leftover, row), code: detail } : undefined
  }
  return { text: faultWords(texts, detail, row), code: detail }
}

/** @param detail a code, alone or after the request that it is about */
export function faultWords(texts: Texts, detail: string, named: Named): string {
  const code = detail.slice(detail.lastIndexOf(' ') + 1)
  return isFault(code) ? say(texts, texts.why[FAULTS[code]], named) : visible(detail)
}

/** The vault's own reasons in words. Reasons of callers are quoted, because callers can write the same texts. */
export function reasonWords(texts: Texts, reason: VaultReason, named: Named): string {
  return say(texts, texts.ownReason[OWN_REASONS[reason]], named)
}

function isFault(code: string): code is WalletFault {
  return Object.hasOwn(FAULTS, code)
}

function say(texts: Texts, text: string, { app_name, provider_name }: Named): string {
  const provider = provider_name ?? texts.theProvider
  return sentence(texts.locale, text, { app: visible(app_name), provider: visible(provider) })
}

import { WALLET_HEADER, type ProblemCode } from '@alter/protocol'
import { z } from 'zod'
import { filterQuery, pageQuery } from '../wallet/activity-query.ts'
import { forgetBody } from '../wallet/api-routes.ts'
import { denialBody } from '../wallet/approvals.ts'
import { signInCallbackQuery, signInQuery } from '../wallet/sign-in-routes.ts'
import { type Access, type Operations, PAGE_ANSWER } from './operation.ts'

const ANYBODY: readonly Access[] = [[]]
const SIGNED_IN: readonly Access[] = [['wallet']]

const localeQuery = z.object({
  locale: z.string().max(35).exactOptional().describe('Language of the texts. Default: `Accept-Language`.'),
})

const CHANGE = `Only for the Wallet's own page: send its \`Origin\`, and \`${WALLET_HEADER}: 1\`.`
const READ: readonly ProblemCode[] = ['session_expired']
const CHANGED: readonly ProblemCode[] = ['session_expired', 'origin_not_allowed']

/** How a decision may be refused. */
const DECIDED: readonly ProblemCode[] = [
  ...CHANGED,
  'not_found',
  'session_ended',
  'policy_violation',
  'grant_not_found',
  'no_delegated_grant',
  'grant_revoked',
  'credential_revoked',
  'grant_expired',
  'approval_failed',
]

/** What a user's browser asks of the Wallet. Data of other users is not found. */
export const WALLET_OPERATIONS: Operations = {
  'GET /wallet': {
    id: 'openWallet',
    group: 'Wallet',
    summary: 'The Wallet',
    access: ANYBODY,
    answer: PAGE_ANSWER,
  },
  'GET /wallet/:page': {
    id: 'openWalletPage',
    group: 'Wallet',
    summary: 'The Wallet, at one of its places',
    access: ANYBODY,
    answer: PAGE_ANSWER,
    problems: ['not_found'],
  },
  'GET /wallet/:page/:id': {
    id: 'openWalletItem',
    group: 'Wallet',
    summary: 'The Wallet, at an app, a connection or an approval',
    access: ANYBODY,
    answer: PAGE_ANSWER,
    problems: ['not_found'],
  },
  'GET /wallet/assets/:name': {
    id: 'readWalletAsset',
    group: 'Wallet',
    summary: 'A file of the Wallet',
    access: ANYBODY,
    answer: { status: 200, description: 'The file; its name carries a hash of the content.', type: '*/*' },
    problems: ['not_found'],
  },
  'GET /wallet/sign-in': {
    id: 'signIn',
    group: 'Wallet',
    summary: 'Sign in',
    description:
      'Sends the browser to the issuer of an app. If that is not possible, a page says why and what to do.',
    access: ANYBODY,
    query: signInQuery,
    answer: { status: 303, description: 'To the issuer.' },
  },
  'GET /wallet/callback/:app': {
    id: 'signInCallback',
    group: 'Wallet',
    summary: 'Where an issuer sends the browser back to',
    description: 'The redirect URI to register at the issuer of this app.',
    access: ANYBODY,
    query: signInCallbackQuery,
    answer: {
      status: 303,
      description:
        'To the Wallet. An answer to a sign-in that this browser did not begin gets 400 and a page; one to a sign-in that ended meanwhile, 409.',
    },
  },
  'GET /wallet/api/session': {
    id: 'readWalletSession',
    group: 'Wallet',
    summary: 'Who is signed in, and where users can sign in',
    access: ANYBODY,
    answer: { status: 200, description: 'Works without a sign-in too.', schema: 'WalletSession' },
  },
  'POST /wallet/api/sign-out': {
    id: 'signOut',
    group: 'Wallet',
    summary: 'Sign out',
    description: CHANGE,
    access: SIGNED_IN,
    answer: {
      status: 200,
      description: 'The address at which to sign out at the issuer too.',
      schema: 'WalletSignOut',
    },
    problems: CHANGED,
  },
  'GET /wallet/api/home': {
    id: 'readWalletHome',
    group: 'Wallet',
    summary: 'The apps that have data of the user, and the calls that wait for the user',
    access: SIGNED_IN,
    query: localeQuery,
    answer: { status: 200, description: 'The home page.', schema: 'WalletHome' },
    problems: READ,
  },
  'GET /wallet/api/apps/:id': {
    id: 'readWalletApp',
    group: 'Wallet',
    summary: "The user's connections in one app",
    access: SIGNED_IN,
    query: localeQuery,
    answer: { status: 200, description: 'The app.', schema: 'WalletApp' },
    problems: [...READ, 'not_found'],
  },
  'GET /wallet/api/connections/:id': {
    id: 'readWalletConnection',
    group: 'Wallet',
    summary: 'One connection: its permissions, its agents, and its recent use',
    access: SIGNED_IN,
    query: localeQuery,
    answer: { status: 200, description: 'The connection.', schema: 'WalletConnection' },
    problems: [...READ, 'grant_not_found'],
  },
  'POST /wallet/api/connections/:id/disconnect': {
    id: 'disconnect',
    group: 'Wallet',
    summary: 'End a connection',
    description: `The same as a revocation by the app: the tokens are deleted, the provider is asked to revoke them, and the app's webhook is told. ${CHANGE}`,
    access: SIGNED_IN,
    answer: { status: 200, description: 'When it ended.', schema: 'WalletDisconnection' },
    problems: [...CHANGED, 'grant_not_found'],
  },
  'POST /wallet/api/connections/:id/extend': {
    id: 'extend',
    group: 'Wallet',
    summary: 'Extend a connection',
    description: `Its own lifetime and every \`ttl\` rule start again. An end that the provider sets cannot be extended. ${CHANGE}`,
    access: SIGNED_IN,
    answer: { status: 200, description: 'Its new end.', schema: 'WalletExtension' },
    problems: [
      ...CHANGED,
      'invalid_request',
      'grant_not_found',
      'token_refresh_in_progress',
      'grant_revoked',
      'credential_revoked',
      'grant_expired',
    ],
  },
  'GET /wallet/api/activity': {
    id: 'listWalletActivity',
    group: 'Wallet',
    summary: "The activity of the user's connections",
    access: SIGNED_IN,
    query: pageQuery,
    answer: { status: 200, description: 'One page, newest first.', schema: 'WalletActivity' },
    problems: [...READ, 'invalid_request'],
  },
  'GET /wallet/api/activity.csv': {
    id: 'readWalletActivityFile',
    group: 'Wallet',
    summary: 'The same as a file',
    access: SIGNED_IN,
    query: filterQuery,
    answer: { status: 200, description: 'At most 100,000 lines, newest first.', type: 'text/csv' },
    problems: [...READ, 'invalid_request', 'rate_limited'],
  },
  'GET /wallet/api/filters': {
    id: 'readWalletFilters',
    group: 'Wallet',
    summary: 'What the activity can be filtered by',
    access: SIGNED_IN,
    answer: { status: 200, description: 'Apps, providers and agents.', schema: 'WalletFilters' },
    problems: READ,
  },
  'POST /wallet/api/delegations/:id/remove': {
    id: 'removeAgent',
    group: 'Wallet',
    summary: 'Take a connection away from an agent',
    description: `The connection itself stays. ${CHANGE}`,
    access: SIGNED_IN,
    answer: { status: 200, description: 'When it ended.', schema: 'WalletRemoval' },
    problems: [...CHANGED, 'not_found'],
  },
  'GET /wallet/api/approvals/:id': {
    id: 'readWalletApproval',
    group: 'Wallet',
    summary: "One request that waits, or waited, for the user's yes",
    access: SIGNED_IN,
    answer: {
      status: 200,
      description: 'Everything that would be sent, except the credential.',
      schema: 'WalletApproval',
    },
    problems: [...READ, 'not_found', 'approval_failed'],
  },
  'POST /wallet/api/approvals/:id/approve': {
    id: 'approve',
    group: 'Wallet',
    summary: 'Say yes to a request',
    description: `It is checked again and sent once. ${CHANGE}`,
    access: SIGNED_IN,
    answer: { status: 200, description: 'Its state a few seconds later.', schema: 'WalletApproval' },
    problems: DECIDED,
  },
  'POST /wallet/api/approvals/:id/deny': {
    id: 'deny',
    group: 'Wallet',
    summary: 'Say no to a request',
    description: CHANGE,
    access: SIGNED_IN,
    body: { schema: denialBody, optional: true },
    answer: { status: 200, description: 'Its state.', schema: 'WalletApproval' },
    problems: [...DECIDED, 'invalid_request', 'body_too_large'],
  },
  'GET /wallet/api/export': {
    id: 'exportWallet',
    group: 'Wallet',
    summary: 'Everything that the vault keeps about the user',
    description: 'Without tokens.',
    access: SIGNED_IN,
    query: localeQuery,
    answer: { status: 200, description: 'A file.', schema: 'WalletExport' },
    problems: [...READ, 'rate_limited'],
  },
  'POST /wallet/api/forget': {
    id: 'forgetMe',
    group: 'Wallet',
    summary: 'Delete the data of the user in apps',
    description: `Only in apps that allow it with \`apps[].wallet.forget\`. ${CHANGE}`,
    access: SIGNED_IN,
    body: { schema: forgetBody, optional: true },
    answer: { status: 200, description: 'The deleted data.', schema: 'WalletForgetting' },
    problems: [...CHANGED, 'invalid_request', 'not_found', 'body_too_large'],
  },
}

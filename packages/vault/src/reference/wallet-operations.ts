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

const CHANGE = `Asked by the Wallet's own page alone: its \`Origin\`, and \`${WALLET_HEADER}: 1\`.`
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
    summary: "A file of the Wallet's",
    access: ANYBODY,
    answer: { status: 200, description: 'The file; its name carries a hash of the content.', type: '*/*' },
    problems: ['not_found'],
  },
  'GET /wallet/sign-in': {
    id: 'signIn',
    group: 'Wallet',
    summary: 'Sign in',
    description:
      'Sends the browser to the issuer of an app. Where that is not possible, a page says why, and what to do.',
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
      description: 'To the Wallet. An answer that belongs to no sign-in of this browser gets 400 and a page.',
    },
  },
  'GET /wallet/api/session': {
    id: 'readWalletSession',
    group: 'Wallet',
    summary: 'Who is signed in, and where one could',
    access: ANYBODY,
    answer: { status: 200, description: 'Also for whoever is not signed in.', schema: 'WalletSession' },
  },
  'POST /wallet/api/sign-out': {
    id: 'signOut',
    group: 'Wallet',
    summary: 'Sign out',
    description: CHANGE,
    access: SIGNED_IN,
    answer: {
      status: 200,
      description: 'Where to go on to, to sign out at the issuer too.',
      schema: 'WalletSignOut',
    },
    problems: CHANGED,
  },
  'GET /wallet/api/home': {
    id: 'readWalletHome',
    group: 'Wallet',
    summary: 'The apps that have something of the user, and what waits for them',
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
    summary: 'One connection: what it allows, to whom, and what was done with it',
    access: SIGNED_IN,
    query: localeQuery,
    answer: { status: 200, description: 'The connection.', schema: 'WalletConnection' },
    problems: [...READ, 'grant_not_found'],
  },
  'POST /wallet/api/connections/:id/disconnect': {
    id: 'disconnect',
    group: 'Wallet',
    summary: 'End a connection',
    description: `As an app's own revocation: tokens are deleted, the provider is asked to end them, the app's webhook hears of it. ${CHANGE}`,
    access: SIGNED_IN,
    answer: { status: 200, description: 'When it ended.', schema: 'WalletDisconnection' },
    problems: [...CHANGED, 'grant_not_found'],
  },
  'POST /wallet/api/connections/:id/extend': {
    id: 'extend',
    group: 'Wallet',
    summary: 'Have a connection last',
    description: `Its own life and every \`ttl\` rule begin anew; what its provider ends cannot be put off. ${CHANGE}`,
    access: SIGNED_IN,
    answer: { status: 200, description: 'Until when it lasts now.', schema: 'WalletExtension' },
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
    summary: "What was done with the user's connections",
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
    description: `The connection goes on. ${CHANGE}`,
    access: SIGNED_IN,
    answer: { status: 200, description: 'When it ended.', schema: 'WalletRemoval' },
    problems: [...CHANGED, 'not_found'],
  },
  'GET /wallet/api/approvals/:id': {
    id: 'readWalletApproval',
    group: 'Wallet',
    summary: "One request that waits for the user's yes, or had it",
    access: SIGNED_IN,
    answer: {
      status: 200,
      description: 'All that would be sent, but the credential.',
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
    answer: { status: 200, description: 'How it stands a few seconds later.', schema: 'WalletApproval' },
    problems: DECIDED,
  },
  'POST /wallet/api/approvals/:id/deny': {
    id: 'deny',
    group: 'Wallet',
    summary: 'Say no to a request',
    description: CHANGE,
    access: SIGNED_IN,
    body: { schema: denialBody, optional: true },
    answer: { status: 200, description: 'How it stands.', schema: 'WalletApproval' },
    problems: [...DECIDED, 'invalid_request', 'body_too_large'],
  },
  'GET /wallet/api/export': {
    id: 'exportWallet',
    group: 'Wallet',
    summary: 'All that is kept about the user',
    description: 'Never a token.',
    access: SIGNED_IN,
    query: localeQuery,
    answer: { status: 200, description: 'A file.', schema: 'WalletExport' },
    problems: [...READ, 'rate_limited'],
  },
  'POST /wallet/api/forget': {
    id: 'forgetMe',
    group: 'Wallet',
    summary: 'Have apps forget the user',
    description: `Where the operator allows it: \`apps[].wallet.forget\`. ${CHANGE}`,
    access: SIGNED_IN,
    body: { schema: forgetBody, optional: true },
    answer: { status: 200, description: 'What was forgotten.', schema: 'WalletForgetting' },
    problems: [...CHANGED, 'invalid_request', 'not_found', 'body_too_large'],
  },
}

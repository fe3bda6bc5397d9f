import type { PageSession, ProviderInfo } from '@alter/protocol'
import type { TroubleCode } from './trouble.ts'

export interface TroubleText {
  title: string
  /** What happened and what to do about it. */
  lead: string
}

function oneOf(names: string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(names)
}
function allOf(names: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names)
}
function providerNames({ providers }: PageSession): string {
  return oneOf(providers.map(({ name }) => name))
}

/** Every word of the page. */
export const TEXT = {
  page: 'Connect an account',
  loading: 'One moment…',
  app: 'App',
  user: 'For',
  provider: 'Account at',
  continue: 'Continue',
  cancel: 'Cancel',
  back: 'Back',
  done: 'Done',
  retry: 'Try again',
  close: 'Close this window',
  closeYourself: 'You can close this window now.',

  confirmTitle: (session: PageSession): string => `Connect ${providerNames(session)} to ${session.app.name}`,
  confirmLead: ({ app }: PageSession): string =>
    `${app.name} asks to use your account. Continue only if you started this there and the details are right.`,
  confirmProvider: (session: PageSession): string => providerNames(session),
  confirmNote: (session: PageSession): string =>
    `You sign in at ${providerNames(session)}. ${session.app.name} never sees your password.`,

  chooseTitle: ({ app }: PageSession): string => `Connect your accounts to ${app.name}`,
  chooseLead: ({ user_label }: PageSession): string => `For ${user_label}. Choose where to start.`,
  chooseMore: ({ user_label }: PageSession): string => `For ${user_label}. Connect another, or finish here.`,
  chooseAgain: (trouble: string): string => `${trouble}. Try it again, or choose another.`,
  connectedAs: (accounts: string[]): string => `Connected: ${allOf(accounts)}`,
  notConnected: 'Not connected yet',

  fieldsTitle: ({ name }: ProviderInfo): string => `Your ${name} account`,
  fieldsLead: ({ name }: ProviderInfo): string => `We need this to find your sign-in page at ${name}.`,
  fieldMissing: (label: string): string => `Enter your ${label.toLowerCase()}.`,
  fieldMismatch: (placeholder: string | undefined): string =>
    placeholder === undefined
      ? 'This does not look right.'
      : `This does not look right. Example: ${placeholder}`,

  leavingTitle: ({ name }: ProviderInfo): string => `Taking you to ${name}…`,
  leavingLead: ({ app }: PageSession): string => `You sign in there, then come back to ${app.name}.`,
  finishing: 'Finishing…',
  cancelling: 'Cancelling…',
  returning: ({ app }: PageSession): string => `Taking you back to ${app.name}…`,

  connectedTitle: ({ grants }: PageSession): string =>
    `${allOf([...new Set(grants.map(({ provider_name }) => provider_name))])} connected`,
  connectedLead: ({ app, user_label }: PageSession): string =>
    `${app.name} can now use it for ${user_label}.`,
  cancelledTitle: 'Nothing was connected',
  cancelledLead: ({ app }: PageSession): string => `You can start again from ${app.name} whenever you like.`,

  trouble: (code: TroubleCode, app = 'the app', provider = 'The provider'): TroubleText =>
    TROUBLE[code](app, provider),
} as const

const TROUBLE: Record<TroubleCode, (app: string, provider: string) => TroubleText> = {
  access_denied: (app, provider) => ({
    title: 'You did not give access',
    lead: `${provider} told us that you declined, so nothing was connected. If that was not what you meant, start again from ${app}.`,
  }),
  account_mismatch: (app) => ({
    title: 'That was a different account',
    lead: `${app} asked for an account that you connected before. Start again from ${app} and choose that one.`,
  }),
  scope_denied: (app) => ({
    title: 'A permission was left out',
    lead: `${app} cannot work without it, so nothing was connected. Start again from ${app} and leave every permission ticked.`,
  }),
  interaction_required: (app, provider) => ({
    title: `${provider} needs something from you first`,
    lead: `Nothing was connected yet. Sign in at ${provider}, or do what it asks there, then start again from ${app}.`,
  }),
  provider_error: (app, provider) => ({
    title: `${provider} answered with an error`,
    lead: `Nothing was connected. Wait a moment, then start again from ${app}.`,
  }),
  provider_unreachable: (app, provider) => ({
    title: `${provider} did not answer`,
    lead: `Nothing was connected. Wait a few minutes, then start again from ${app}.`,
  }),
  invalid_oauth_url: (app, provider) => ({
    title: `We could not open ${provider}`,
    lead: `Its sign-in address is not one that we open. Please tell the people who run ${app}.`,
  }),
  session_expired: (app) => ({
    title: 'This took too long',
    lead: `For your safety a connection can only be made for a few minutes. Start again from ${app}.`,
  }),
  session_in_use: (app) => ({
    title: 'Opened in another browser',
    lead: `This link already belongs to another browser. Go on there, or start again from ${app} here.`,
  }),
  session_ended: (app) => ({
    title: 'This is already finished',
    lead: `The link works once. To connect another account, start again from ${app}.`,
  }),
  invalid_token: (app) => ({
    title: 'This link does not work',
    lead: `It is incomplete or no longer valid. Start again from ${app}.`,
  }),
  no_session: (app) => ({
    title: 'Nothing to connect here',
    lead: `This page is opened by an app. Start from the settings of ${app} that sent you here.`,
  }),
  no_provider: (app) => ({
    title: 'Nothing to choose from',
    lead: `${app} has not set up an account that could be connected. Please tell the people who run it.`,
  }),
  rate_limited: () => ({
    title: 'Too many attempts',
    lead: 'Wait a minute, then try again.',
  }),
  offline: () => ({
    title: 'You are offline',
    lead: 'Check your connection. We go on by ourselves as soon as it is back.',
  }),
  unreachable: () => ({
    title: 'No answer',
    lead: 'The server did not answer as it should. Wait a moment, then try again.',
  }),
}

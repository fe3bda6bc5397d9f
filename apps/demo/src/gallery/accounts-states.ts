/** The settings page of a user's accounts: what it lists, what it asks, and how it fails. */
export const ACCOUNTS_STATES = {
  'accounts-loading': {
    title: 'Loading',
    says: 'A skeleton holds the place of the list.',
    code: `mock.delay('connections', 60_000)

<ConnectedAccounts />`,
  },
  'accounts-none': {
    title: 'Nothing connected',
    says: 'Every provider of the app can be connected.',
    code: `<ConnectedAccounts />`,
  },
  'accounts-one': {
    title: 'One account',
    says: 'It can be disconnected, and another one added.',
    code: `<ConnectedAccounts />`,
  },
  'accounts-several': {
    title: 'Several accounts',
    says: 'One per provider can be made the default: the account that is used where none is named.',
    code: `<ConnectedAccounts />`,
  },
  'accounts-only': {
    title: 'Some providers only',
    says: 'The providers named are listed, in their order.',
    code: `<ConnectedAccounts providers={['github']} />`,
  },
  'accounts-connecting': {
    title: 'Connecting',
    says: 'The row that was pressed says so; the others stay as they are.',
    code: `mock.delay('session/authorize', 60_000)

<ConnectedAccounts />`,
  },
  'accounts-connect-failed': {
    title: 'Connecting failed',
    says: 'The reason stands in the row where the button was pressed.',
    code: `mock.use('denied')

<ConnectedAccounts />`,
  },
  'accounts-missing-scopes': {
    title: 'A permission is missing',
    says: 'It is named, and reconnecting asks for it.',
    code: `mock.use('scope-missing')

<ConnectedAccounts />`,
  },
  'accounts-expired': {
    title: 'Expired',
    says: 'The connection had an end, and has reached it.',
    code: `playAlterMock({ grantTtl: 3600 })
mock.advance(3600)

<ConnectedAccounts />`,
  },
  'accounts-revoked': {
    title: 'Revoked',
    says: 'The user removed the app at the provider: nothing to be alarmed about, and nothing to disconnect.',
    code: `mock.use('reauth')

<ConnectedAccounts />`,
  },
  'accounts-broken': {
    title: 'Broken',
    says: 'The provider refuses the connection for another reason.',
    code: `status: 'broken' // in the backend's answer

<ConnectedAccounts />`,
  },
  'accounts-confirm': {
    title: 'Disconnect?',
    says: 'It asks first; the focus starts on the choice that changes nothing.',
    code: `<ConnectedAccounts />`,
  },
  'accounts-disconnect-failed': {
    title: 'Disconnecting failed',
    says: 'The account leaves the list at once, and comes back with the reason.',
    code: `mock.fail('connections/disconnect', 'rate_limited')

<ConnectedAccounts />`,
  },
  'accounts-default-failed': {
    title: 'The default did not change',
    says: 'What was the default is so again, and the row says why.',
    code: `mock.fail('connections/default', 'network')

<ConnectedAccounts />`,
  },
  'accounts-stale': {
    title: 'Out of date',
    says: 'A refresh failed: the last list stays, below a notice.',
    code: `mock.fail('connections', 503)

<ConnectedAccounts />`,
  },
  'accounts-error': {
    title: 'No answer',
    says: 'The list could not be fetched; the user can try again.',
    code: `mock.use('offline')

<ConnectedAccounts />`,
  },
  'accounts-offline': {
    title: 'Offline',
    says: 'The browser has no connection; the list comes back by itself.',
    code: `mock.use('offline') // and navigator.onLine is false

<ConnectedAccounts />`,
  },
  'accounts-signed-out': {
    title: 'Signed out',
    says: 'The backend knows no user, so there is nothing to show yet.',
    code: `mock.fail('connections', 'user_token_required')

<ConnectedAccounts />`,
  },
  'accounts-empty': {
    title: 'Empty',
    says: 'The app has no provider, and the user no account.',
    code: `<ConnectedAccounts providers={[]} />`,
  },
} as const

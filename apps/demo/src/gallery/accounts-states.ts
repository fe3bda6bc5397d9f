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
  'accounts-menu': {
    title: 'Menu of an account',
    says: 'What can be done with it; the arrow keys go from one to the next.',
    code: `<ConnectedAccounts />`,
  },
  'accounts-details': {
    title: 'Details',
    says: 'What the account allows, since when, when it was last used, and what being the default means.',
    code: `<ConnectedAccounts />`,
  },
  'accounts-confirm': {
    title: 'Disconnect?',
    says: 'It asks first; the focus starts on the choice that changes nothing.',
    code: `<ConnectedAccounts />`,
  },
  'accounts-undo': {
    title: 'Undo',
    says: 'For a few seconds disconnecting can be taken back; leaving the page does it.',
    code: `<ConnectedAccounts undoTime={8000} />`,
  },
  'accounts-ending': {
    title: 'Disconnecting',
    says: 'The time to undo is over, and the backend has not answered yet.',
    code: `mock.delay('connections/disconnect', 60_000)

<ConnectedAccounts undoTime={0} />`,
  },
  'accounts-leftover': {
    title: 'Left at the provider',
    says: 'The account is gone here; the provider was not reached, so the row says where to end it there.',
    code: `mock.use('revocation-failed')

<ConnectedAccounts undoTime={0} />`,
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
  'accounts-agents': {
    title: 'Agents',
    says: 'Who else may use the account, below it.',
    code: `mock.use('delegation')

<ConnectedAccounts />`,
  },
  'accounts-agent-remove': {
    title: 'Remove an agent?',
    says: 'It asks first; the account itself stays connected.',
    code: `mock.use('delegation')

<ConnectedAccounts />`,
  },
  'accounts-agent-removing': {
    title: 'Removing an agent',
    says: 'The backend has not answered yet.',
    code: `mock.use('delegation')
mock.delay('connections/agents/remove', 60_000)

<ConnectedAccounts />`,
  },
  'accounts-many': {
    title: 'A long list',
    says: 'Above eight providers there is a search; what needs attention comes first.',
    code: `playAlterMock({ providers: { asana: {}, dropbox: {} } }) // and more

<ConnectedAccounts />`,
  },
  'accounts-found': {
    title: 'Found',
    says: 'What was typed is looked for in providers and accounts.',
    code: `// after somebody typed “home”
<ConnectedAccounts />`,
  },
  'accounts-not-found': {
    title: 'Not found',
    says: 'Nothing matches, and one press shows all again.',
    code: `// after somebody typed “nothing of the kind”
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
  'accounts-sign-in': {
    title: 'Sign in',
    says: 'With onSignIn it offers the way back.',
    code: `mock.fail('connections', 'user_token_required')

<ConnectedAccounts onSignIn={() => location.assign('/sign-in')} />`,
  },
  'accounts-empty': {
    title: 'Empty',
    says: 'The app has no provider, and the user no account.',
    code: `// the backend lists no providers
<ConnectedAccounts />`,
  },
} as const

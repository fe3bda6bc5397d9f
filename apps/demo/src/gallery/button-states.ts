/** Each `data-status`, and each way to have it look otherwise. */
export const BUTTON_STATES = {
  'button-idle': {
    title: 'Idle',
    says: 'Name and logo come from the backend; a press opens the window.',
    code: `<ConnectButton provider="google" />`,
  },
  'button-choose': {
    title: 'No provider named',
    says: 'The user chooses one in the window.',
    code: `<ConnectButton />`,
  },
  'button-opening': {
    title: 'Opening',
    says: 'The window is open, and the session token on its way.',
    code: `mock.delay('session', 60_000)

<ConnectButton provider="google" />`,
  },
  'button-waiting': {
    title: 'Waiting',
    says: 'The user is in the window; a press brings it to the front.',
    code: `mock.delay('session/authorize', 60_000)

<ConnectButton provider="google" />`,
  },
  'button-detached': {
    title: 'Detached',
    says: 'The provider cut its window off, so the vault is being asked; to the user it is still waiting.',
    code: `mock.use('coop')
mock.delay('session/result', 60_000)

<ConnectButton provider="google" />`,
  },
  'button-blocked': {
    title: 'Blocked',
    says: 'The browser blocked the window; the same button, pressed again, opens it.',
    code: `mock.use('blocked')

<ConnectButton provider="google" />`,
  },
  'button-connected': {
    title: 'Connected',
    says: 'It worked; one more press connects one more account.',
    code: `mock.use('success')

<ConnectButton provider="google" />`,
  },
  'button-error': {
    title: 'Error',
    says: 'The user said no at the provider; a press starts afresh.',
    code: `mock.use('denied')

<ConnectButton provider="google" />`,
  },
  'button-not-started': {
    title: 'Could not start',
    says: 'The backend gave no session, so the provider was never asked.',
    code: `mock.fail('session', 'internal_error')

<ConnectButton provider="google" />`,
  },
  'button-exit': {
    title: 'Exit',
    says: 'The user closed the window: nothing went wrong, so nothing is said.',
    code: `mock.use('closed')

<ConnectButton provider="google" />`,
  },
  'button-reconnect': {
    title: 'Reconnect',
    says: 'With a grant it authorizes that one again.',
    code: `<ConnectButton provider="google" grantId={account.grant_id} />`,
  },
  'button-disabled': {
    title: 'Disabled',
    says: 'It takes every prop of a button.',
    code: `<ConnectButton provider="google" disabled />`,
  },
  'button-checking': {
    title: 'Checking',
    says: 'With showConnected it asks for the list of accounts first.',
    code: `mock.delay('connections', 60_000)

<ConnectButton provider="google" showConnected />`,
  },
  'button-known': {
    title: 'An account is connected',
    says: 'It shows the account, and offers another one.',
    code: `<ConnectButton provider="google" showConnected />`,
  },
  'button-known-several': {
    title: 'Several are connected',
    says: 'The default one, and how many more there are.',
    code: `mock.use('two-accounts')

<ConnectButton provider="google" showConnected />`,
  },
  'button-known-waiting': {
    title: 'One more is being connected',
    says: 'While a flow runs it says so.',
    code: `mock.use('two-accounts')
mock.delay('session/authorize', 60_000)

<ConnectButton provider="google" showConnected />`,
  },
  'button-children': {
    title: 'Words of your own',
    says: 'Children take the place of logo and text; a function is given the state.',
    code: `<ConnectButton provider="google">
  {({ status }) => (status === 'waiting' ? 'One moment' : 'Add your calendar')}
</ConnectButton>`,
  },
  'button-as-child': {
    title: 'An element of your own',
    says: 'With asChild your element is the button, with its own looks.',
    code: `<ConnectButton provider="google" asChild>
  <button className="button" data-kind="primary">Start with Google</button>
</ConnectButton>`,
  },
} as const

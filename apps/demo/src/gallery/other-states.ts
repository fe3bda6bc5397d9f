/** What to show on `ambiguous_grant`. */
export const PICKER_STATES = {
  'picker-open': {
    title: 'A choice',
    says: 'Every account that would do, by its label and its name.',
    code: `mock.use('two-accounts')

<AccountPicker provider="google" accounts={problem.accounts} onPick={repeat} />`,
  },
  'picker-working': {
    title: 'Picked',
    says: 'While the promise that onPick returns is pending, the choice says so.',
    code: `<AccountPicker
  provider="google"
  accounts={problem.accounts}
  onPick={(account) => repeat(account)} // pending
/>`,
  },
  'picker-unnamed': {
    title: 'No provider named',
    says: 'The question does without a name.',
    code: `<AccountPicker accounts={problem.accounts} onPick={repeat} />`,
  },
} as const

/** What `useAlterFetch()` asks, by what the backend answered. */
export const DIALOG_STATES = {
  'dialog-connect': {
    title: 'Not connected yet',
    says: 'On grant_not_found it offers to connect, and repeats the call.',
    code: `mock.use('success')

const alterFetch = useAlterFetch()
const response = await alterFetch('/api/events')`,
    height: 300,
  },
  'dialog-pick': {
    title: 'Which account?',
    says: 'On ambiguous_grant the user picks one; the repeated call names it.',
    code: `mock.use('two-accounts')

const response = await alterFetch('/api/events')`,
    height: 360,
  },
  'dialog-revoked': {
    title: 'Revoked',
    says: 'On grant_revoked and credential_revoked it offers to reconnect.',
    code: `mock.use('reauth')

const response = await alterFetch('/api/events')`,
    height: 300,
  },
  'dialog-expired': {
    title: 'Expired',
    says: 'On grant_expired it says so, and offers the same.',
    code: `playAlterMock({ grantTtl: 3600 })
mock.advance(3600)

const response = await alterFetch('/api/events')`,
    height: 300,
  },
  'dialog-scopes': {
    title: 'A permission is missing',
    says: 'On scope_reauth_required it names what is missing.',
    code: `mock.use('scope-missing')

const response = await alterFetch('/api/events')`,
    height: 300,
  },
  'dialog-connecting': {
    title: 'Connecting in the dialog',
    says: 'The button says how the flow goes, and how to go on.',
    code: `mock.delay('session/authorize', 60_000)

const response = await alterFetch('/api/events')`,
    height: 360,
  },
  'dialog-failed': {
    title: 'Not connected',
    says: 'The user said no at the provider; the dialog stays, with the reason.',
    code: `mock.use('denied')

const response = await alterFetch('/api/events')`,
    height: 360,
  },
  'dialog-approve': {
    title: 'A yes is needed',
    says: 'On approval_required it leads to the page where the user decides.',
    code: `mock.use('approval-required')

const response = await alterFetch('/api/events')`,
    height: 300,
  },
  'dialog-approve-elsewhere': {
    title: 'Somebody else decides',
    says: 'Where the operator is asked there is nothing to press but to go on.',
    code: `// approval_required without approval_url
const response = await alterFetch('/api/events')`,
    height: 260,
  },
} as const

/** The same, without markup. */
export const HOOK_STATES = {
  'hook-connect': {
    title: 'useConnect()',
    says: 'The button without markup: the state, and two calls.',
    code: `const { state, connect, close } = useConnect({ provider: 'google' })

<button onClick={() => connect()}>Connect</button>
<output>{state.status}</output>`,
  },
  'hook-connections': {
    title: 'useConnections()',
    says: 'The list without markup: every component that shows it shares it.',
    code: `const list = useConnections()

list.status === 'ready' && list.connections.map((account) => …)`,
  },
} as const

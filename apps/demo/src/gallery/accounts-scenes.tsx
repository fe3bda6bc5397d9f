import { ConnectedAccounts } from '@alter/connect-react'
import type { PlayedMock } from '@alter/connect-mock/browser'
import { http, HttpResponse } from 'msw'
import type { ReactElement } from 'react'
import type { ACCOUNTS_STATES } from './accounts-states.ts'
import { connected, FOREVER, found, press, type Scene } from './scene.ts'

function All(): ReactElement {
  return <ConnectedAccounts />
}

const LISTED = '.alter-accounts[data-status=ready]'
const GOOGLE = '[data-provider=google]'

function one(mock: PlayedMock): void {
  return connected(mock, 'google', 'ada@work.example')
}

/** Three accounts, one of them used, one of them the default. */
function several(mock: PlayedMock): void {
  one(mock)
  connected(mock, 'google', 'ada@home.example')
  connected(mock, 'github', 'ada-lovelace')
  mock.vault.grantFor({ provider: 'google', account: 'ada@work.example' })
  const [first] = mock.vault.grants(location.origin)
  if (first) mock.vault.setDefault(first.grant_id, location.origin)
}

/** Opens the menu of the nth account, and picks the nth item of it. */
async function pick(account: number, item: number): Promise<void> {
  await press(`.alter-account:nth-child(${account}) [data-kind=more]`)
  await press(`.alter-menu-item:nth-child(${item})`)
}

async function disconnect(): Promise<void> {
  return pick(1, 2)
}

export const ACCOUNTS_SCENES: Record<keyof typeof ACCOUNTS_STATES, Scene> = {
  'accounts-loading': {
    Live: All,
    arrange: (mock) => mock.delay('connections', FOREVER),
    until: '[data-skeleton]',
  },
  'accounts-none': { Live: All, until: LISTED },
  'accounts-one': { Live: All, arrange: one, until: LISTED },
  'accounts-several': { Live: All, arrange: several, until: LISTED },
  'accounts-only': { Live: () => <ConnectedAccounts providers={['github']} />, until: LISTED },
  'accounts-connecting': {
    Live: All,
    arrange: (mock) => mock.delay('session/authorize', FOREVER),
    act: () => press(`${GOOGLE} .alter-action`),
    until: `${GOOGLE} [data-status=waiting]`,
  },
  'accounts-connect-failed': {
    Live: All,
    scenario: 'denied',
    act: () => press(`${GOOGLE} .alter-action`),
    until: `${GOOGLE} > .alter-problem`,
  },
  'accounts-missing-scopes': { Live: All, scenario: 'scope-missing', until: LISTED },
  'accounts-expired': {
    Live: All,
    grantTtl: 3600,
    arrange(mock) {
      one(mock)
      mock.advance(3600)
    },
    until: LISTED,
  },
  'accounts-revoked': { Live: All, scenario: 'reauth', until: LISTED },
  'accounts-broken': {
    Live: All,
    arrange: one,
    handlers: (vault) => [
      http.get('*/api/alter/connections', () =>
        HttpResponse.json({
          connections: vault.grants(location.origin).map((grant) => ({ ...grant, status: 'broken' })),
        }),
      ),
    ],
    until: '.alter-account[data-status=broken]',
  },
  'accounts-confirm': { Live: All, arrange: one, act: disconnect, until: '.alter-confirm' },
  'accounts-disconnect-failed': {
    Live: () => <ConnectedAccounts undoTime={0} />,
    arrange(mock) {
      one(mock)
      mock.fail('connections/disconnect', 'rate_limited')
    },
    async act() {
      await disconnect()
      await press('.alter-confirm [data-kind=danger]')
    },
    until: `${GOOGLE} > .alter-problem ~ .alter-account-list`,
  },
  'accounts-default-failed': {
    Live: All,
    arrange(mock) {
      several(mock)
      mock.fail('connections/default', 'network')
    },
    act: () => pick(2, 1),
    until: `${GOOGLE} > .alter-problem`,
  },
  'accounts-stale': {
    Live: All,
    arrange: one,
    async act(mock) {
      await found(LISTED)
      mock.fail('connections', 503)
      // The list hears of a return to the page once the part that listens is loaded.
      while (document.querySelector('.alter-notice') === null) {
        dispatchEvent(new Event('focus'))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    until: '.alter-notice + .alter-provider-list',
  },
  'accounts-error': { Live: All, scenario: 'offline', until: '.alter-notice' },
  'accounts-offline': {
    Live: All,
    scenario: 'offline',
    arrange: () => Object.defineProperty(navigator, 'onLine', { value: false, configurable: true }),
    until: '.alter-notice[data-code=offline]',
  },
  'accounts-signed-out': {
    Live: All,
    arrange: (mock) => mock.fail('connections', 'user_token_required'),
    until: '.alter-notice',
  },
  'accounts-empty': { Live: () => <ConnectedAccounts providers={[]} />, until: '.alter-empty' },
}

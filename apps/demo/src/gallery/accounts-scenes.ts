import type { PlayedMock } from '@alter/connect-mock/browser'
import { http, HttpResponse } from 'msw'
import type { ACCOUNTS_STATES } from './accounts-states.ts'
import type { ListView } from './list-view.tsx'
import { connected, FOREVER, found, press, type Scene, typeInto } from './scene.ts'

/** So many that the list can be searched. */
const MANY = ['Asana', 'Dropbox', 'Figma', 'Linear', 'Notion', 'Slack', 'Zoom']

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

/** Every state of the list of accounts, shown by React's or by the element. */
export function accountsScenes(view: ListView): Record<keyof typeof ACCOUNTS_STATES, Scene> {
  const { show, inside, part, list } = view
  const google = `${inside}[data-provider=google]`
  const LISTED = list('ready')
  const All = show()

  /** Opens the menu of the nth account, and picks the nth item of it. */
  async function open(account: number): Promise<void> {
    await press(`${inside}${part('account')}:nth-child(${account}) ${part('more')}`)
    await found(`${inside}${part('menu-item')}`)
  }
  async function pick(account: number, item: number): Promise<void> {
    await open(account)
    await press(`${inside}${part('menu-item')}:nth-child(${item})`)
  }
  async function disconnect(): Promise<void> {
    await pick(1, 2)
    await press(`${inside}${part('confirm')} ${part('danger')}`)
  }
  const connect = {
    Live: All,
    act: () => press(`${google} ${part('action')}`),
  }
  const many = {
    Live: All,
    providers: Object.fromEntries(MANY.map((name) => [name.toLowerCase(), { name }])),
    arrange: several,
  }
  const search = `${inside}${part('filter')} input`

  return {
    'accounts-loading': {
      Live: All,
      arrange: (mock) => mock.delay('connections', FOREVER),
      until: `${inside}${part('skeleton')}`,
    },
    'accounts-none': { Live: All, until: LISTED },
    'accounts-one': { Live: All, arrange: one, until: LISTED },
    'accounts-several': { Live: All, arrange: several, until: LISTED },
    'accounts-only': { Live: show({ providers: ['github'] }), until: LISTED },
    'accounts-connecting': {
      ...connect,
      arrange: (mock) => mock.delay('session/authorize', FOREVER),
      until: `${google} ${part('help')}`,
    },
    'accounts-connect-failed': {
      ...connect,
      scenario: 'denied',
      until: `${google} > ${part('problem')}`,
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
      until: `${inside}${part('account')}[data-status=broken]`,
    },
    'accounts-menu': {
      Live: All,
      arrange: several,
      act: () => open(2),
      until: `${inside}${part('menu-item')}`,
      focus: `${inside}${part('menu-item')}`,
    },
    'accounts-details': {
      Live: All,
      arrange: several,
      act: () => pick(1, 1),
      until: `${inside}dialog[open]`,
    },
    'accounts-confirm': {
      Live: All,
      arrange: one,
      act: () => pick(1, 2),
      until: `${inside}${part('confirm')}`,
    },
    'accounts-undo': {
      Live: show({ undoTime: FOREVER }),
      arrange: one,
      act: disconnect,
      until: `${inside}${part('undo')} ${part('action')}`,
    },
    'accounts-ending': {
      Live: show({ undoTime: 0 }),
      arrange(mock) {
        one(mock)
        mock.delay('connections/disconnect', FOREVER)
      },
      act: disconnect,
      until: `${inside}[data-phase=ending]`,
    },
    'accounts-leftover': {
      Live: show({ undoTime: 0 }),
      scenario: 'revocation-failed',
      act: disconnect,
      until: `${inside}${part('problem')} a`,
    },
    'accounts-disconnect-failed': {
      Live: show({ undoTime: 0 }),
      arrange(mock) {
        one(mock)
        mock.fail('connections/disconnect', 'rate_limited')
      },
      act: disconnect,
      until: `${google} > ${part('problem')} ~ ${part('account-list')}`,
    },
    'accounts-default-failed': {
      Live: All,
      arrange(mock) {
        several(mock)
        mock.fail('connections/default', 'network')
      },
      act: () => pick(2, 1),
      until: `${google} > ${part('problem')}`,
    },
    'accounts-agents': {
      Live: All,
      scenario: 'delegation',
      until: `${inside}${part('agent')} ${part('action')}`,
    },
    'accounts-agent-remove': {
      Live: All,
      scenario: 'delegation',
      act: () => press(`${inside}${part('agent')} ${part('action')}`),
      until: `${inside}${part('agent')} ${part('confirm')}`,
    },
    'accounts-agent-removing': {
      Live: All,
      scenario: 'delegation',
      arrange: (mock) => mock.delay('connections/agents/remove', FOREVER),
      async act() {
        await press(`${inside}${part('agent')} ${part('action')}`)
        await press(`${inside}${part('agent')} ${part('danger')}`)
      },
      until: `${inside}${part('agent')}[aria-busy=true]`,
    },
    'accounts-many': { ...many, until: search },
    'accounts-found': {
      ...many,
      act: () => typeInto(search, 'home'),
      until: `${inside}${part('provider')}:only-child`,
    },
    'accounts-not-found': {
      ...many,
      act: () => typeInto(search, 'nothing of the kind'),
      until: `${inside}${part('empty')}`,
    },
    'accounts-stale': {
      Live: All,
      arrange: one,
      async act(mock) {
        await found(LISTED)
        mock.fail('connections', 503)
        // The list hears of a return to the page once the part that listens is loaded.
        const notice = found(`${inside}${part('notice')}`)
        const asking = setInterval(() => dispatchEvent(new Event('focus')), 50)
        await notice
        clearInterval(asking)
      },
      until: `${inside}${part('notice')} + *`,
    },
    'accounts-error': { Live: All, scenario: 'offline', until: `${inside}${part('notice')}` },
    'accounts-offline': {
      Live: All,
      scenario: 'offline',
      arrange: () => Object.defineProperty(navigator, 'onLine', { value: false, configurable: true }),
      until: `${inside}${part('notice')}[data-code=offline]`,
    },
    'accounts-signed-out': {
      Live: All,
      arrange: (mock) => mock.fail('connections', 'user_token_required'),
      until: `${inside}${part('notice')}`,
    },
    'accounts-sign-in': {
      Live: show({ onSignIn: () => {} }),
      arrange: (mock) => mock.fail('connections', 'user_token_required'),
      until: `${inside}${part('notice')}`,
    },
    'accounts-empty': {
      Live: All,
      handlers: () => [http.get('*/api/alter/providers', () => HttpResponse.json({ providers: [] }))],
      until: `${inside}${part('empty')}`,
    },
  }
}

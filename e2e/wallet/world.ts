import type {
  WalletActivity,
  WalletApp,
  WalletAppName,
  WalletApproval,
  WalletConnection,
  WalletDelegation,
  WalletSignIn,
} from '@alter/protocol'

/** A moment so many milliseconds ago. */
export function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString()
}

export const MINUTE = 60_000
export const HOUR: number = 60 * MINUTE
export const DAY: number = 24 * HOUR

export const DAYBREAK: WalletAppName = {
  app_id: 'daybreak',
  name: 'Daybreak',
  brand: {
    logo_url: '/logos/daybreak.svg',
    accent: '#ffb000',
    privacy_url: 'https://daybreak.example/privacy',
    support_url: 'https://daybreak.example/help',
  },
}
export const LEDGER: WalletAppName = { app_id: 'ledger', name: 'Ledger & Sons' }

const PERMISSIONS: Record<string, string[]> = {
  google: ['see your calendars', 'read your mail'],
  github: ['read your profile'],
}
const NAMES: Record<string, string> = { google: 'Google', github: 'GitHub', slack: 'Slack' }

export function connection(
  id: string,
  provider: string,
  account: string,
  changes: Partial<WalletConnection> = {},
): WalletConnection {
  return {
    connection_id: id,
    app_id: DAYBREAK.app_id,
    provider,
    provider_name: NAMES[provider] ?? provider,
    logo_url: `/sdk/providers/${provider}/logo.svg`,
    account_identifier: account,
    status: 'active',
    permissions: (PERMISSIONS[provider] ?? []).map((words, index) => ({
      scope: `${provider}.${index}`,
      words,
    })),
    rules: [],
    created_at: ago(40 * DAY),
    authorized_at: ago(40 * DAY),
    last_used_at: ago(2 * HOUR),
    agents: [],
    ...changes,
  }
}

export function delegation(
  id: string,
  name: string,
  changes: Partial<WalletDelegation> = {},
): WalletDelegation {
  return {
    delegation_id: id,
    agent_id: `agent-${name.toLowerCase()}`,
    agent_name: name,
    agent_type: 'agent',
    agent_status: 'active',
    rules: [
      { type: 'methods_and_paths', allow: [{ methods: ['GET', 'HEAD', 'OPTIONS'] }] },
      { type: 'rate_limit', requests: 60, seconds: 60 },
      {
        type: 'time_window',
        zone: 'Europe/Berlin',
        days: ['mon', 'tue', 'wed', 'thu', 'fri'],
        from: '09:00',
        to: '18:00',
      },
    ],
    permissions: [],
    created_at: ago(3 * DAY),
    last_used_at: ago(5 * MINUTE),
    ends_at: ago(-20 * DAY),
    ...changes,
  }
}

export function approval(id: string, changes: Partial<WalletApproval> = {}): WalletApproval {
  return {
    approval_id: id,
    status: 'pending',
    app: DAYBREAK,
    agent: { agent_id: 'agent-scout', agent_name: 'Scout' },
    connection_id: 'work',
    provider: 'google',
    provider_name: 'Google',
    logo_url: '/sdk/providers/google/logo.svg',
    account_identifier: 'ada@work.example',
    method: 'POST',
    host: 'www.googleapis.com',
    path: '/calendar/v3/calendars/primary/events',
    query: 'sendUpdates=all&conferenceDataVersion=1',
    headers: [
      { name: 'Prefer', value: 'return=minimal' },
      { name: 'X-Goog-User-Project', value: 'daybreak-calendar' },
    ],
    body: {
      kind: 'json',
      text: JSON.stringify({
        summary: 'Lunch with Charles',
        start: { dateTime: '2026-12-01T12:00:00+01:00' },
        end: { dateTime: '2026-12-01T13:00:00+01:00' },
        attendees: [{ email: 'charles@example.com' }, { email: 'ada@work.example' }],
        sequence: 12345678901234567890n.toString(),
      }),
    },
    reason: 'You asked me to find a time for lunch with Charles this week.',
    rule: 'ask before changes',
    created_at: ago(2 * MINUTE),
    expires_at: ago(-58 * MINUTE),
    ...changes,
  }
}

/** Why some of them were refused. */
const CODES = ['policy_violation', 'grant_not_found', 'approval_expired', 'provider_unreachable']

/** A row of the activity that is `index` rows old; rows are a minute and a half apart. */
export function activity(index: number): WalletActivity {
  const provider = index % 3 === 0 ? 'github' : 'google'
  const row: WalletActivity = {
    activity_id: String(index),
    at: ago(index * 1.5 * MINUTE),
    app_id: DAYBREAK.app_id,
    app_name: DAYBREAK.name,
    action: 'use',
    outcome: index % 7 === 3 ? 'denied' : 'ok',
    connection_id: provider === 'google' ? 'work' : 'code',
    provider,
    provider_name: NAMES[provider] ?? provider,
    account_identifier: provider === 'google' ? 'ada@work.example' : 'ada',
    method: index % 5 === 0 ? 'POST' : 'GET',
    host: provider === 'google' ? 'www.googleapis.com' : 'api.github.com',
    path: provider === 'google' ? '/calendar/v3/calendars/primary/events' : '/user/repos',
    duration_ms: 40 + (index % 300),
    reason: 'Morning briefing',
  }
  if (index % 4 === 1) row.agent = { agent_id: 'agent-scout', agent_name: 'Scout' }
  return row.outcome === 'ok'
    ? { ...row, status: 200 }
    : { ...row, detail: CODES[index % CODES.length] ?? '' }
}

/** The data and behaviour of the stand-in. Tests change it. */
export interface World {
  signedIn: boolean
  ways: WalletSignIn[]
  label: string
  apps: (WalletAppName & { is_gone?: boolean })[]
  connections: WalletConnection[]
  approvals: WalletApproval[]
  /** How many rows of activity there are. */
  rows: number
  /** Changes to the newest rows. */
  newest: Partial<WalletActivity>[]
  forgettable: WalletAppName[]
  /** Every request waits for this. */
  delay: Promise<unknown> | undefined
  /** Status of every answer of the API, instead of the right one. */
  fault: number | undefined
  /** Paths that were asked for, with their method. */
  asked: string[]
  /** Bodies of what was posted. */
  posted: unknown[]
}

export function oneWay(): WalletSignIn[] {
  return [{ url: '/wallet/sign-in?realm=1', apps: [DAYBREAK] }]
}

/** A user with a few accounts, an agent, and something that waits for them. */
export function usualWorld(): World {
  return {
    signedIn: true,
    ways: oneWay(),
    label: 'ada@lovelace.example',
    apps: [DAYBREAK, LEDGER],
    connections: [
      connection('work', 'google', 'ada@work.example', {
        agents: [
          delegation('d1', 'Scout'),
          delegation('d2', 'Mailroom', { agent_type: 'service', agent_status: 'paused', rules: [] }),
        ],
        ends_at: ago(-9 * DAY),
        extendable_until: ago(-30 * DAY),
        manage_url: 'https://myaccount.google.com/connections',
      }),
      connection('home', 'google', 'ada.lovelace.with.a.very.long.address@home.example', {
        account_display_name: 'Ada Lovelace',
        status: 'broken',
        ended_reason: 'Token has been expired or revoked.',
      }),
      connection('code', 'github', 'ada', { last_used_at: null }),
      connection('books', 'slack', 'Ledger team', { app_id: LEDGER.app_id }),
    ],
    approvals: [approval('a1')],
    rows: 180,
    newest: [],
    forgettable: [DAYBREAK],
    delay: undefined,
    fault: undefined,
    asked: [],
    posted: [],
  }
}

export function appCard(world: World, app: World['apps'][number]): WalletApp {
  const list = world.connections.filter(({ app_id }) => app_id === app.app_id)
  const used = list.flatMap(({ last_used_at }) => last_used_at ?? []).toSorted()
  return {
    ...app,
    is_gone: app.is_gone ?? false,
    connections: list.length,
    need_attention: list.filter(({ status }) => status !== 'active').length,
    agents: new Set(list.flatMap(({ agents }) => agents.map(({ agent_id }) => agent_id))).size,
    last_used_at: used.at(-1) ?? null,
  }
}

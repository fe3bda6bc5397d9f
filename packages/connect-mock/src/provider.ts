import type { ProviderInfo } from '@alter/protocol'
import { MockProblem } from './problem.ts'

/** A provider that plays along: its accounts need no password. */
export interface MockProvider {
  id: string
  name: string
  /** What the operator asks for, and requires. */
  scopes: string[]
  /** The operator's words for them. */
  scopeLabels: Record<string, string>
  /** Granted besides: they say whose account it is. */
  identityScopes: string[]
  accounts: MockAccount[]
  /** An SVG that follows the reader's colour scheme. */
  logo: string
}

export interface MockAccount {
  identifier: string
  displayName: string
  email: string
}

/** Outlines are from Simple Icons (CC0). */
export const PROVIDERS: MockProvider[] = [
  {
    id: 'google',
    name: 'Google',
    scopes: ['https://www.googleapis.com/auth/calendar.readonly'],
    scopeLabels: { 'https://www.googleapis.com/auth/calendar.readonly': 'see your calendars' },
    identityScopes: ['openid', 'email', 'profile'],
    accounts: [
      { identifier: 'ada@work.example', displayName: 'Ada Lovelace', email: 'ada@work.example' },
      { identifier: 'ada@home.example', displayName: 'Ada King', email: 'ada@home.example' },
    ],
    logo: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#4285f4"><path d="M12.48 10.92v3.28h7.84c-.24 1.84-.853 3.187-1.787 4.133-1.147 1.147-2.933 2.4-6.053 2.4-4.827 0-8.6-3.893-8.6-8.72s3.773-8.72 8.6-8.72c2.6 0 4.507 1.027 5.907 2.347l2.307-2.307C18.747 1.44 16.133 0 12.48 0 5.867 0 .307 5.387.307 12s5.56 12 12.173 12c3.573 0 6.267-1.173 8.373-3.36 2.16-2.16 2.84-5.213 2.84-7.667 0-.76-.053-1.467-.173-2.053H12.48z"/></svg>',
  },
  {
    id: 'github',
    name: 'GitHub',
    scopes: ['repo'],
    scopeLabels: { repo: 'read and write your repositories' },
    identityScopes: ['read:user'],
    accounts: [
      {
        identifier: 'ada-lovelace',
        displayName: 'Ada Lovelace',
        email: 'ada-lovelace@users.noreply.github.example',
      },
      {
        identifier: 'analytical-engine',
        displayName: 'Analytical Engine',
        email: 'analytical-engine@users.noreply.github.example',
      },
    ],
    logo: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><style>path{fill:#181717}@media(prefers-color-scheme:dark){path{fill:#fff}}</style><path d="M12 .297c-6.63 0-12 5.373-12 12 0 5.303 3.438 9.8 8.205 11.385.6.113.82-.258.82-.577 0-.285-.01-1.04-.015-2.04-3.338.724-4.042-1.61-4.042-1.61C4.422 18.07 3.633 17.7 3.633 17.7c-1.087-.744.084-.729.084-.729 1.205.084 1.838 1.236 1.838 1.236 1.07 1.835 2.809 1.305 3.495.998.108-.776.417-1.305.76-1.605-2.665-.3-5.466-1.332-5.466-5.93 0-1.31.465-2.38 1.235-3.22-.135-.303-.54-1.523.105-3.176 0 0 1.005-.322 3.3 1.23.96-.267 1.98-.399 3-.405 1.02.006 2.04.138 3 .405 2.28-1.552 3.285-1.23 3.285-1.23.645 1.653.24 2.873.12 3.176.765.84 1.23 1.91 1.23 3.22 0 4.61-2.805 5.625-5.475 5.92.42.36.81 1.096.81 2.22 0 1.606-.015 2.896-.015 3.286 0 .315.21.69.825.57C20.565 22.092 24 17.592 24 12.297c0-6.627-5.373-12-12-12"/></svg>',
  },
]

/** The provider of that id, or the vault's own refusal. */
export function providerNamed(id: string, field: string): MockProvider {
  const provider = PROVIDERS.find((candidate) => candidate.id === id)
  if (provider !== undefined) return provider
  const known = PROVIDERS.map((candidate) => candidate.id).join(', ')
  throw new MockProblem('unknown_provider', `There is no provider ${id}; the mock plays ${known}.`, { field })
}

/** As told to the app and to the Connect page. @param origin where the logo is served */
export function providerInfo({ id, name, scopes, scopeLabels }: MockProvider, origin: string): ProviderInfo {
  return { id, name, scopes, scope_labels: scopeLabels, fields: [], logo_url: logoUrl(id, origin) }
}

export function logoUrl(provider: string, origin: string): string {
  return `${origin}/sdk/providers/${provider}/logo.svg`
}

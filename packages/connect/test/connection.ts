import type { Connection } from '@alter/protocol'

export function connectionOf(account: string): Connection {
  return {
    grant_id: `grant_${account}`,
    provider: 'google',
    provider_name: 'Google',
    account_identifier: account,
    timestamp: '2026-11-22T10:00:00.000Z',
    operation: 'creation',
    scopes: ['calendar'],
    status: 'active',
  }
}

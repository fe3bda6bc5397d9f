import type {
  WalletActivityPage,
  WalletAppPage,
  WalletApproval,
  WalletConnectionPage,
  WalletDisconnection,
  WalletExtension,
  WalletFilters,
  WalletForgetting,
  WalletHome,
  WalletRemoval,
  WalletSession,
  WalletSignOut,
} from '@alter/protocol'
import type { Filter } from '../place.ts'
import type { Platform } from '../platform.ts'
import { type Guard, isFields, isText } from './guards.ts'
import {
  isActivityPage,
  isApproval,
  isAppPage,
  isConnectionPage,
  isDisconnection,
  isExtension,
  isFilters,
  isForgetting,
  isHome,
  isRemoval,
  isSession,
  isSignOut,
} from './shapes.ts'
import type { TroubleCode } from '@alter/connect/languages/wallet-texts'
import type { Trouble } from './trouble.ts'

/** How long an answer may take. Milliseconds. */
const PATIENCE = 30_000
/**
 * Equals `WALLET_HEADER` of the protocol, from which this package only imports types. Pages of other sites cannot send
 * it.
 */
const HEADER = 'x-alter-wallet'

export type Answer<Value> = { status: 'given'; value: Value } | { status: 'refused'; trouble: Trouble }

/** The requests to the vault. Every answer is checked. */
export interface VaultClient {
  session(): Promise<Answer<WalletSession>>
  home(): Promise<Answer<WalletHome>>
  app(id: string): Promise<Answer<WalletAppPage>>
  connection(id: string): Promise<Answer<WalletConnectionPage>>
  /** @param before cursor at the end of an earlier page */
  activity(filter: Filter, before?: string): Promise<Answer<WalletActivityPage>>
  filters(): Promise<Answer<WalletFilters>>
  approval(id: string): Promise<Answer<WalletApproval>>
  disconnect(id: string): Promise<Answer<WalletDisconnection>>
  extend(id: string): Promise<Answer<WalletExtension>>
  removeAgent(delegation: string): Promise<Answer<WalletRemoval>>
  approve(id: string): Promise<Answer<WalletApproval>>
  deny(id: string, reason: string): Promise<Answer<WalletApproval>>
  signOut(): Promise<Answer<WalletSignOut>>
  forget(app: string): Promise<Answer<WalletForgetting>>
  /** Addresses for links to files that the browser saves. */
  csvUrl(filter: Filter): string
  exportUrl(): string
}

/** @param locale language of the vault's texts */
export function vaultClient(platform: Platform, locale: string): VaultClient {
  function address(path: string, query: Record<string, string> = {}): string {
    return `${platform.base}/api/${path}?${new URLSearchParams({ ...query, locale }).toString()}`
  }

  async function call<Value>(
    url: string,
    isValue: Guard<Value>,
    { headers, ...init }: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ): Promise<Answer<Value>> {
    try {
      const response = await platform.fetch(url, {
        ...init,
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE),
        headers: { accept: 'application/json', ...headers },
      })
      const body: unknown = await response.json()
      if (!response.ok) return refused(problem(response.status, body))
      return isValue(body) ? { status: 'given', value: body } : refused({ code: 'unreachable' })
    } catch {
      return refused({ code: platform.online() ? 'unreachable' : 'offline' })
    }
  }

  function ask<Value>(path: string, isValue: Guard<Value>, query?: Record<string, string>) {
    return call(address(path, query), isValue, {})
  }

  function tell<Value>(path: string, isValue: Guard<Value>, body?: object) {
    return call(address(path), isValue, {
      method: 'POST',
      headers: { [HEADER]: '1', ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

  return {
    session: () => ask('session', isSession),
    home: () => ask('home', isHome),
    app: (id) => ask(`apps/${encodeURIComponent(id)}`, isAppPage),
    connection: (id) => ask(`connections/${encodeURIComponent(id)}`, isConnectionPage),
    activity: (filter, before) =>
      ask('activity', isActivityPage, {
        ...queryOf(filter),
        ...(before !== undefined && { before }),
      }),
    filters: () => ask('filters', isFilters),
    approval: (id) => ask(`approvals/${encodeURIComponent(id)}`, isApproval),
    disconnect: (id) => tell(`connections/${encodeURIComponent(id)}/disconnect`, isDisconnection),
    extend: (id) => tell(`connections/${encodeURIComponent(id)}/extend`, isExtension),
    removeAgent: (id) => tell(`delegations/${encodeURIComponent(id)}/remove`, isRemoval),
    approve: (id) => tell(`approvals/${encodeURIComponent(id)}/approve`, isApproval),
    deny: (id, reason) =>
      tell(`approvals/${encodeURIComponent(id)}/deny`, isApproval, reason === '' ? {} : { reason }),
    signOut: () => tell('sign-out', isSignOut),
    forget: (app) => tell('forget', isForgetting, { app_id: app }),
    csvUrl: (filter) => address('activity.csv', queryOf(filter)),
    exportUrl: () => address('export'),
  }
}

/** The vault reads days in UTC, so days in the user's time zone are sent as moments. */
function queryOf({ from, to, ...filter }: Filter): Record<string, string> {
  return {
    ...filter,
    ...instant('from', from, '00:00:00.000'),
    ...instant('to', to, '23:59:59.999'),
  }
}

function instant(name: string, day: string | undefined, time: string): Record<string, string> {
  const milliseconds = Date.parse(`${day}T${time}`)
  return Number.isNaN(milliseconds) ? {} : { [name]: new Date(milliseconds).toISOString() }
}

function refused(trouble: Trouble): { status: 'refused'; trouble: Trouble } {
  return { status: 'refused', trouble }
}

const CODES: Record<number, TroubleCode> = {
  400: 'refused',
  401: 'signed_out',
  403: 'refused',
  404: 'not_found',
  409: 'conflict',
  410: 'conflict',
  429: 'rate_limited',
}

function problem(status: number, body: unknown): Trouble {
  const { code, request_id } = isFields(body) ? body : {}
  return {
    code: CODES[status] ?? 'unreachable',
    ...(isText(code) && { problem: code }),
    ...(isText(request_id) && { request: request_id }),
  }
}

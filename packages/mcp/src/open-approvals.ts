import type { Client } from '@alter/sdk'

/** Approvals that are remembered for one client of the vault. */
const MOST = 1000
/** How long the vault keeps an answer. Milliseconds. */
const KEPT = 600_000

/**
 * The approvals that tools asked for and whose answers they have not used yet. A tool that is called again finds its
 * approval here, because a second one for the same call would send it twice.
 */
export interface OpenApprovals {
  /** Id of the approval; `undefined` when there is none, or when nobody can use it any more. */
  find(call: string): string | undefined
  /** @param expiresAt ISO 8601: end of the time for a yes */
  keep(call: string, id: string, expiresAt: string): void
  forget(call: string): void
  /** Forgets an approval whose answer was read in another way. */
  forgetId(id: string): void
}

/** Kept by the client of the vault, because an MCP server over HTTP is a new one for each request. */
const byClient = new WeakMap<Client, OpenApprovals>()

export function openApprovalsOf(client: Client): OpenApprovals {
  const known = byClient.get(client) ?? createOpenApprovals()
  byClient.set(client, known)
  return known
}

function createOpenApprovals(): OpenApprovals {
  const open = new Map<string, { id: string; until: number }>()
  return {
    find(call) {
      const found = open.get(call)
      return found && Date.now() < found.until ? found.id : undefined
    },
    keep(call, id, expiresAt) {
      open.delete(call)
      open.set(call, { id, until: Date.parse(expiresAt) + KEPT })
      const [oldest] = open.keys()
      if (open.size > MOST && oldest !== undefined) open.delete(oldest)
    },
    forget: (call) => void open.delete(call),
    forgetId(id) {
      for (const [call, one] of open) if (one.id === id) open.delete(call)
    },
  }
}

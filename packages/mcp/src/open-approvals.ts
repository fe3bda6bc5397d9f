import type { Client } from '@alter/sdk'
import { userKeyOf } from './user-key.ts'
import type { CallUser } from './user.ts'

/** Approvals that are remembered for one user: as many as the vault lets wait. */
const MOST_OF_USER = 50
/** Approvals that are remembered for all users of one client of the vault. */
const MOST = 1000
/** How long the vault keeps an answer. Milliseconds. */
const KEPT = 600_000

/** One run of a tool. The approvals that it uses are not given to another run until it is over. */
export interface Run {
  isOver: boolean
}

/**
 * The approvals that the tools of one user asked for and whose answers they have not used yet. A tool that is called
 * again finds its approval here, because a second one for the same call would send it twice.
 */
export interface OpenApprovals {
  /** Gives a run the id of an approval that no other run uses; `undefined` when there is none. */
  take(call: string, run: Run): string | undefined
  /** Gives a run the approval that its client named. */
  hold(id: string, run: Run): void
  /** @param expiresAt ISO 8601: end of the time for a yes */
  keep(call: string, asked: { approvalId: string; expiresAt: string }, run: Run): void
  forget(id: string): void
}

interface Open {
  user: string
  call: string
  until: number
  run: Run
}

/**
 * It belongs to the module, because an MCP server over HTTP is a new one for each request, and only the client of the
 * vault lasts. What is kept for a client ends with it.
 */
const byClient = new WeakMap<Client, Map<string, Open>>()

export function openApprovalsOf(client: Client, of: CallUser | null): OpenApprovals {
  const open = byClient.get(client) ?? new Map<string, Open>()
  byClient.set(client, open)
  const user = userKeyOf(of)
  // An agent without a user is alone in its program.
  const most = of === null ? MOST : MOST_OF_USER
  return {
    take(call, run) {
      dropEnded(open)
      const found = [...open].find(([, one]) => one.user === user && one.call === call && one.run.isOver)
      if (!found) return undefined
      const [id, one] = found
      one.run = run
      return id
    },
    hold(id, run) {
      const one = open.get(id)
      if (one?.user === user) one.run = run
    },
    keep(call, { approvalId, expiresAt }, run) {
      open.delete(approvalId)
      open.set(approvalId, { user, call, until: Date.parse(expiresAt) + KEPT, run })
      dropEnded(open)
      const ofUser = [...open].filter(([, one]) => one.user === user).map(([id]) => id)
      for (const id of ofUser.slice(0, -most)) open.delete(id)
      for (const id of [...open.keys()].slice(0, -MOST)) open.delete(id)
    },
    forget(id) {
      // The client may have named an approval of somebody else.
      if (open.get(id)?.user === user) open.delete(id)
    },
  }
}

function dropEnded(open: Map<string, Open>): void {
  const now = Date.now()
  for (const [id, { until }] of open) if (!(now < until)) open.delete(id)
}

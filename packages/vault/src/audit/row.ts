import type { AuditEvent } from '../audit-event.ts'
import { randomId } from '../crypto/hash.ts'
import { storable } from '../storage/postgres-statements.ts'
import type { AuditRow } from '../storage/schema/audit.ts'
import { subjectName } from '../subject.ts'

/**
 * Ids in the order in which they are asked for: of what was done within a millisecond, too. Rows that are written together
 * stand together, in few pages of the index.
 */
export function createOrderedIds(): (at: number) => string {
  let last = 0
  let count = 0
  return (at) => {
    count = at === last ? count + 1 : 0
    last = at
    return at.toString(16).padStart(12, '0') + count.toString(16).padStart(4, '0') + randomId().slice(4)
  }
}

/** An event as the database keeps it. @param at when it ended */
export function toRow(
  {
    app,
    user,
    grant,
    provider,
    action,
    reason,
    vaultReason,
    startedAt,
    subject,
    key,
    method,
    host,
    path,
    agent,
    delegation,
    run,
    tool,
    context,
    client,
    ...ending
  }: AuditEvent,
  at: number,
  nextId: (at: number) => string,
  pseudonym: (app: string, subject: string) => string | null,
): AuditRow {
  return {
    id: nextId(at),
    appId: app,
    userId: user,
    grantId: text(grant, 64),
    provider: text(provider, 64),
    action,
    reason: text(vaultReason ?? reason, 500),
    latencyMs: at - startedAt,
    at,
    method: text(method, 32),
    host: text(host, 255),
    subjectHash: subject === undefined || subject === null ? null : pseudonym(app, subjectName(subject)),
    seq: null,
    mac: null,
    endedSeq: null,
    endedMac: null,
    keyId: text(key, 64),
    path: text(path, LONGEST_PATH),
    agentId: text(agent, 64),
    delegationId: text(delegation, 64),
    run: text(run, LONGEST_NAME),
    tool: text(tool, LONGEST_NAME),
    // Shortened it would be no JSON: whoever passes it on has checked its length.
    context: text(context, LONGEST_CONTEXT),
    client: text(client, LONGEST_NAME),
    reasonBy: vaultReason === undefined ? null : BY_VAULT,
    ...columnsOf(ending),
  }
}

/** What a row says of a reason that is the vault's own. */
export const BY_VAULT = 'vault'

/** Characters. */
const LONGEST_PATH = 1000
const LONGEST_NAME = 256
const LONGEST_CONTEXT = 4096

/** What callers write has an end, and is what the database will say it is. */
function text(value: string | null | undefined, most: number): string | null {
  return value === null || value === undefined ? null : storable(value.slice(0, most))
}

/** What is known once it is over. */
export function columnsOf({
  outcome,
  detail,
  status,
}: Pick<AuditEvent, 'outcome' | 'detail' | 'status'>): Pick<AuditRow, 'outcome' | 'detail' | 'status'> {
  return {
    outcome,
    detail: text(detail, 500),
    status: status ?? null,
  }
}

import type { AuditEvent } from '../audit-event.ts'
import { randomId } from '../crypto/hash.ts'
import { storable } from '../storage/postgres-statements.ts'
import type { AuditRow } from '../storage/schema/audit.ts'
import { subjectName } from '../subject.ts'

/**
 * Creates ids that sort in the order they were asked for, even within one millisecond. Rows that are written together
 * then share few pages of the index.
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

/** The row of an event. */
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
    // Never shortened, or it would be no JSON. The caller checked its length.
    context: text(context, LONGEST_CONTEXT),
    client: text(client, LONGEST_NAME),
    reasonBy: vaultReason === undefined ? null : BY_VAULT,
    ...columnsOf(ending),
  }
}

/** The value of `reason_by` for a reason in the vault's own words. */
export const BY_VAULT = 'vault'

/** Longest path that is kept. Characters. */
const LONGEST_PATH = 1000
const LONGEST_NAME = 256
const LONGEST_CONTEXT = 4096

/** Shortens a caller's text, and stores it as the database will return it. */
function text(value: string | null | undefined, most: number): string | null {
  return value === null || value === undefined ? null : storable(value.slice(0, most))
}

/** The columns that are known when the event ends. */
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

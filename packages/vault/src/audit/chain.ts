import { createHmac, type KeyObject } from 'node:crypto'
import { equalDigests } from '../crypto/hash.ts'
import type { AuditChainRow, AuditRow } from '../storage/schema/audit.ts'

/** The key that seals an app's audit; `null` for an app that has none. */
export type AuditKey = (app: string) => KeyObject | null

/** A place in the chain of an app. Entries are numbered without gaps, and each seals all entries before it. */
export interface Link {
  seq: number
  mac: string
}

/** The columns that form the links. A link does not seal them. */
type LinkColumn = 'seq' | 'mac' | 'endedSeq' | 'endedMac'

/**
 * The columns that a link seals, in this order. A new column is added at the end. While it is empty, as in all older
 * rows, the link stays the same.
 */
const SEALED: Record<Exclude<keyof AuditRow, LinkColumn>, true> = {
  id: true,
  appId: true,
  userId: true,
  grantId: true,
  provider: true,
  action: true,
  outcome: true,
  reason: true,
  detail: true,
  latencyMs: true,
  at: true,
  method: true,
  host: true,
  subjectHash: true,
  status: true,
  keyId: true,
  path: true,
  agentId: true,
  delegationId: true,
  run: true,
  tool: true,
  context: true,
  client: true,
  reasonBy: true,
}
function isSealed(name: string): name is keyof typeof SEALED {
  return Object.hasOwn(SEALED, name)
}
const SEALED_NAMES = Object.keys(SEALED).filter(isSealed)

/** The columns of a row whose event is still under way. */
export const STARTED = { outcome: 'started', detail: null, status: null, latencyMs: 0 } as const

/** The MAC of an entry, over its number, the MAC before it and the row. */
export function linkMac(key: KeyObject, seq: number, before: string, row: AuditRow): string {
  const values = SEALED_NAMES.map((name) => row[name])
  const length = values.findLastIndex((value) => value !== null) + 1
  return mac(key, ['entry', seq, before, ...values.slice(0, length)])
}

/**
 * Whether an entry is what the vault wrote. The first entry of a row that ended later was sealed while the event was
 * under way.
 */
export function holds(key: KeyObject, link: Link, before: string, row: AuditRow): boolean {
  const isFirst = link.seq === row.seq
  const states = isFirst && row.endedSeq !== null ? [{ ...row, ...STARTED }, row] : [row]
  return states.some((state) => equalDigests(linkMac(key, link.seq, before, state), link.mac))
}

type Head = Omit<AuditChainRow, 'seal'>

/** A chain's head with its MAC. Only who can make one can cut the chain. */
export function sealHead(key: KeyObject, head: Head): AuditChainRow {
  return { ...head, seal: headMac(key, head) }
}

export function isSealedHead(key: KeyObject, head: AuditChainRow): boolean {
  return equalDigests(headMac(key, head), head.seal)
}

function headMac(
  key: KeyObject,
  { appId, begunAt, unnumbered, baseSeq, baseMac, lastSeq, lastMac }: Head,
): string {
  return mac(key, ['head', appId, begunAt, unnumbered, baseSeq, baseMac, lastSeq, lastMac])
}

function mac(key: KeyObject, values: unknown[]): string {
  return createHmac('sha256', key).update(JSON.stringify(values)).digest('base64url')
}

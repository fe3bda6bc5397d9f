import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WalletExportedActivity, WalletExportedApp } from '@alter/protocol'
import { isoTime } from '../grants/grant.ts'
import type { Language } from '../providers/scope-words.ts'
import type { AuditRow } from '../storage/schema/audit.ts'
import type { SignedIn } from './access.ts'
import { agentFinder } from './agents.ts'
import { READ } from './activity.ts'
import { describeRows } from './describe-activity.ts'
import { type ConnectionParts, describeConnections, grantsOf, type OwnGrant } from './connections.ts'
import type { Holding } from './holdings.ts'
import type { WalletSessions } from './session-store.ts'

export interface ExportParts extends ConnectionParts {
  sessions: WalletSessions
}

/** All data about the user, as one JSON document in pieces. It never contains a token. */
export async function* exportOf(
  parts: ExportParts,
  { session }: SignedIn,
  holdings: Holding[],
  { language, assertSignedIn }: { language: Language; assertSignedIn: () => Promise<void> },
): AsyncGenerator<string> {
  const { issuer, subject, label } = session
  const signIns = await parts.sessions.list(issuer, subject)
  yield `{"exported_at":${json(isoTime(parts.now()))},"user":${json({ issuer, subject, label })},"sign_ins":${json(
    signIns.map(({ createdAt, expiresAt }) => ({
      created_at: isoTime(createdAt),
      expires_at: isoTime(expiresAt),
    })),
  )},"apps":[`
  for (const [index, holding] of holdings.entries()) {
    const { activity: _, ...app } = await exportedApp(parts, holding, language)
    yield `${index === 0 ? '' : ','}${json(app).slice(0, -1)},"activity":[`
    let isFirst = true
    for await (const entries of allRows(parts, holding)) {
      await assertSignedIn()
      if (entries.length === 0) continue
      yield `${isFirst ? '' : ','}${entries.map(json).join(',')}`
      isFirst = false
    }
    yield ']}'
  }
  yield ']}\n'
}

function json(value: unknown): string {
  return JSON.stringify(value)
}

async function exportedApp(
  parts: ExportParts,
  holding: Holding,
  language: Language,
): Promise<WalletExportedApp> {
  const own = await grantsOf(parts, [holding])
  const connections = await describeConnections(parts, own, language)
  return {
    app_id: holding.appId,
    name: holding.app?.name ?? holding.appId,
    users: holding.users.map(({ id, issuer, label, createdAt, lastSeenAt }) => ({
      user_id: id,
      issuer,
      label,
      created_at: isoTime(createdAt),
      last_seen_at: isoTime(lastSeenAt),
    })),
    connections: connections.map(({ logo_url: _logo, extendable_until: _until, ...connection }, index) => ({
      ...connection,
      ...exportedColumns(own[index]),
    })),
    activity: [],
  }
}

function exportedColumns(own: OwnGrant | undefined) {
  const grant = own?.grant
  return {
    account_id: grant?.accountId ?? '',
    ...(grant && grant.accountEmail !== null && { account_email: grant.accountEmail }),
    is_default: grant?.isDefault === 1,
    ...(grant && grant.revokedAt !== null && { revoked_at: isoTime(grant.revokedAt) }),
  }
}

/** Rows of one query. */
const SLICE = 1000

/** The columns in which programs describe themselves. */
const SAID = ['run', 'tool', 'context', 'client'] as const

function saidIn(row: Pick<AuditRow, (typeof SAID)[number]> | undefined) {
  return Object.fromEntries(
    SAID.flatMap((name) => {
      const said = row?.[name]
      return typeof said === 'string' ? [[name, said]] : []
    }),
  )
}

/** Every audit row about a user of the holding, also those that the activity leaves out. */
async function* allRows(parts: ExportParts, holding: Holding): AsyncGenerator<WalletExportedActivity[]> {
  const findAgent = agentFinder(parts)
  for (const { id } of holding.users) {
    let last: Pick<AuditRow, 'at' | 'id'> | undefined
    for (;;) {
      let rows = parts.storage
        .selectFrom('audit')
        .select([...READ, ...SAID])
        .where('userId', '=', id)
      const after = last
      if (after) rows = rows.where((row) => row(row.refTuple('at', 'id'), '>', row.tuple(after.at, after.id)))
      const slice = await rows.orderBy('at').orderBy('id').limit(SLICE).execute()
      const described = await describeRows({ ...parts, findAgent }, [holding], slice)
      yield described.map((entry, index) => ({ ...entry, ...saidIn(slice[index]) }))
      last = slice.at(-1)
      if (slice.length < SLICE) break
      await nextTurn()
    }
  }
}

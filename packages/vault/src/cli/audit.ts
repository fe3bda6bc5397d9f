import { type AuditEntry, type AuditQuery, plainName, readAudit, recordedApps } from '../audit/history.ts'
import { isoTime } from '../grants/grant.ts'
import type { FileAgent } from '../config/agents.ts'
import type { Settings } from '../config/settings.ts'
import type { Storage } from '../storage/open.ts'
import { openKeyring } from '../crypto/keyring.ts'
import { UNKNOWN_ISSUER, firstIssuers, issuersOf } from '../identity/issuers.ts'
import { subjectName } from '../subject.ts'
import { verifyAudit } from './audit-verify.ts'
import { type Command, oneOf, type Options, UsageError } from './command.ts'
import { readDuration } from './duration.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { plain, print, printJson, table } from './terminal.ts'

export const audit: Command = {
  summary: 'Show who used, connected, refreshed or revoked which grant, and with what outcome',
  help: `Usage: alter-vault audit [verify] [options]

  audit               Show the newest rows that match, oldest first. Times are UTC. A running vault writes its rows
                      within a tenth of a second
  audit verify        Look for rows that somebody other than the vault changed, added or removed. Prints the head of
                      each chain: keep it in another place. Exits with 1 if a chain is broken, and says where

Options
      --app <id>        Rows of one app
      --user <id>       Rows of one user, by the id at the identity provider; also of a deleted user
      --issuer <url>    The issuer of --user (default: the app's issuer and its former issuers)
      --grant <id>      Rows of one grant
      --agent <name>    Rows of one agent, by its name or id; also of a deleted agent
      --since <when>    Rows since an age such as 30m, 24h or 7d, or since a time such as 2026-01-31 or 2026-01-31T08:00Z
      --limit <number>  The most rows to show (default 100, at most 100000)
      --json            One JSON object in each line, with null for missing values
      --head <head>     verify: an earlier head of --app, which must still be in its chain`,
  options: ['app', 'user', 'issuer', 'grant', 'agent', 'since', 'limit', 'json', 'head'],
  async run(words, options) {
    if (oneOf(words, ['verify']) === 'verify') return verifyAudit(options)
    if (options.head !== undefined) throw new UsageError('--head belongs to audit verify.')
    if (options.issuer !== undefined && options.user === undefined)
      throw new UsageError('--issuer needs --user: give both.')
    const { app, user, grant, agent } = options
    const asked = {
      app,
      user,
      grant,
      agent,
      since: readSince(options.since),
      limit: readLimit(options.limit),
    }
    const settings = await readSettings(options.config)
    const rows = await withStorage(settings, async (storage) =>
      find(storage, settings, {
        ...asked,
        meaning: await meanings(storage, settings, options),
        agentOfFile: (id, word) => fileAgent(settings, id, word),
      }),
    )
    const shown = rows.slice(-asked.limit)
    function named(row: AuditEntry): string | null {
      return agentName(settings, row)
    }
    if (options.json) for (const row of shown) printJson({ ...describe(row, named), ...describeTrace(row) })
    else print(shown.length === 0 ? 'No row matches.' : tableOf(shown, named))
    if (rows.length > shown.length) {
      process.stderr.write(`Older rows match too: use --limit to show more than ${shown.length}.\n`)
    }
  },
}

/** Finds the user that each app means by a subject. Only a query for a user needs the master key. */
async function meanings(
  storage: Storage,
  settings: Settings,
  { user, issuer }: Options,
): Promise<AuditQuery['meaning']> {
  if (user === undefined) return () => ({ issuers: null, hashes: [] })
  const apps = new Map(settings.apps.map((app) => [app.id, app]))
  const keyring = await openKeyring(storage, await readMasterKeys(settings), [...apps.keys()])
  const first = await firstIssuers(storage)
  return (id) => {
    const app = apps.get(id)
    const before = first.get(id)
    const meant = issuer !== undefined ? [issuer] : app && issuersOf(app)
    const isBefore = meant === undefined || before === undefined || meant.includes(before)
    const issuers = meant ?? (before === undefined ? [] : [before])
    // Rows from before the vault kept issuers name the subject alone.
    const names = [
      ...issuers.map((each) => subjectName({ issuer: each, subject: user })),
      ...(isBefore ? [user] : []),
    ]
    return {
      issuers: meant === undefined ? null : isBefore ? [...meant, UNKNOWN_ISSUER] : meant,
      hashes: names.map((name) => keyring.pseudonym(id, name)).filter((hash) => hash !== null),
    }
  }
}

/** Asks for one row more than is shown, to tell whether there are more. */
async function find(storage: Storage, { apps }: Settings, query: AuditQuery): Promise<AuditEntry[]> {
  const known = new Set([...apps.map(({ id }) => id), ...(await recordedApps(storage))])
  if (query.app !== undefined && !known.has(query.app)) {
    throw new UsageError(`--app: there is no app "${query.app}"; there are ${[...known].join(', ')}.`)
  }
  return readAudit(storage, { ...query, limit: query.limit + 1 })
}

/** Finds an agent of the config file by its name or id. */
function fileAgent({ apps }: Settings, app: string, word: string): FileAgent | undefined {
  const agents = apps.find(({ id }) => id === app)?.agents ?? []
  return agents.find(({ id, name }) => id === word || name === word)
}

/** The name that people call the agent of a row by; its id when nobody knows the name any more. */
function agentName(settings: Settings, { appId, agentId, agentName: stored }: AuditEntry): string | null {
  if (agentId === null) return null
  if (stored !== null) return plainName(stored)
  return fileAgent(settings, appId, agentId)?.name ?? agentId
}

function describe(
  row: AuditEntry,
  named: (row: AuditEntry) => string | null,
): Record<string, string | number | null> {
  return {
    id: row.id,
    at: isoTime(row.at),
    app: row.appId,
    user: row.subject ?? row.userId,
    agent: named(row),
    action: row.action,
    outcome: row.outcome,
    provider: row.provider,
    grant: row.grantId,
    method: row.method,
    host: row.host,
    path: row.path,
    status: row.status,
    ms: row.latencyMs,
    detail: row.detail,
    reason: row.reason,
    key: row.keyId,
    tool: row.tool,
  }
}

/** Fields that are too long for a table. */
function describeTrace(row: AuditEntry): Record<string, unknown> {
  return {
    agent_id: row.agentId,
    delegation: row.delegationId,
    run: row.run,
    client: row.client,
    context: parsed(row.context),
    reason_by: row.reasonBy,
  }
}

/** The vault writes JSON. If somebody else changed the row, the text is shown as it is. */
function parsed(context: string | null): unknown {
  try {
    return context === null ? null : JSON.parse(context)
  } catch {
    return context
  }
}

function tableOf(rows: AuditEntry[], named: (row: AuditEntry) => string | null): string {
  const cells = rows.map((row) => {
    const { id: _, ...shown } = describe(row, named)
    return Object.entries(shown)
  })
  const heads = (cells[0] ?? []).map(([name]) => name.toUpperCase())
  return table([heads, ...cells.map((row) => row.map(([, value]) => plain(String(value ?? '-'))))])
}

function readSince(text: Options['since']): number | undefined {
  if (text === undefined) return undefined
  const age = readDuration(text)
  if (age !== undefined) return Date.now() - age
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : NaN
  if (!Number.isNaN(time)) return time
  throw new UsageError(
    `--since must be an age such as 30m, 24h or 7d, or a time such as 2026-01-31T08:00Z, not "${text}".`,
  )
}

const MOST_SHOWN = 100_000

function readLimit(text = '100'): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (limit >= 1 && limit <= MOST_SHOWN) return limit
  throw new UsageError(`--limit must be a number from 1 to ${MOST_SHOWN}, not "${text}".`)
}

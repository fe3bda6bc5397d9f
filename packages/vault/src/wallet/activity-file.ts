import { setImmediate as nextTurn } from 'node:timers/promises'
import { findRows, isShownAction, type Place } from './activity.ts'
import { type ActivityParts, type AnyActivity, describeRows } from './describe-activity.ts'
import { type FilterQuery, readFilter } from './activity-query.ts'
import { csvLine } from './csv.ts'
import type { Holding } from './holdings.ts'

/** Rows of one query. */
const SLICE = 1000
/** Rows of one file. Spreadsheet programs can open that many. */
const MOST = 100_000

/** The heads of the columns, and their values. */
const COLUMNS: Record<string, (entry: AnyActivity) => string | number | undefined> = {
  time: ({ at }) => at,
  app: ({ app_name }) => app_name,
  agent: ({ agent }) => agent?.agent_name,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  provider: ({ provider_name }) => provider_name,
  account: ({ account_identifier }) => account_identifier,
  method: ({ method }) => method,
  host: ({ host }) => host,
  path: ({ path }) => path,
  status: ({ status }) => status,
  duration_ms: ({ duration_ms }) => duration_ms,
  reason: ({ reason }) => reason,
  detail: ({ detail }) => detail,
  vault_reason: ({ vault_reason }) => vault_reason,
}

/** Tells spreadsheet programs that the file is UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * The user's activity, newest first, as a CSV file in pieces.
 * @param assertSignedIn is called before each piece, so that a user who signs out gets no more
 */
export async function* activityCsv(
  parts: ActivityParts,
  holdings: Holding[],
  query: FilterQuery,
  assertSignedIn: () => Promise<void>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(Object.keys(COLUMNS))
  const columns = Object.values(COLUMNS)
  let count = 0
  for await (const entries of activitySlices(parts, holdings, query, assertSignedIn)) {
    const shown = entries.filter(({ action }) => isShownAction(action)).slice(0, MOST - count)
    count += shown.length
    yield shown.map((entry) => csvLine(columns.map((cell) => cell(entry)))).join('')
    if (count >= MOST) return
  }
}

/** All matching activity, one slice at a time. */
export async function* activitySlices(
  parts: ActivityParts,
  holdings: Holding[],
  query: FilterQuery,
  assertSignedIn: () => Promise<void>,
): AsyncGenerator<AnyActivity[]> {
  const { users, filter } = readFilter(query, holdings)
  let place: Place | null = null
  do {
    await assertSignedIn()
    const found: Awaited<ReturnType<typeof findRows>> = await findRows(
      parts.storage,
      users,
      filter,
      place,
      SLICE,
    )
    yield await describeRows(parts, holdings, found.rows)
    place = found.next
    await nextTurn()
  } while (place !== null)
}

import type { WalletActivityPage } from '@alter/protocol'
import { z } from 'zod'
import { isoTime } from '../grants/grant.ts'
import { invalidField } from '../problem.ts'
import { type ActivityFilter, findRows, isShownAction, type Place } from './activity.ts'
import { type ActivityParts, describeRows } from './describe-activity.ts'
import type { Holding } from './holdings.ts'

/** A day or a moment in ISO 8601. */
const moment = z
  .string()
  .max(40)
  .regex(
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/,
    'must be a day or a moment, such as 2026-01-31 or 2026-01-31T12:00:00Z',
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is not a day of the calendar')

const name = z.string().min(1).max(64).exactOptional()

const filters = {
  app: name.describe('Id of an app.'),
  provider: name.describe('Id of a provider.'),
  connection: name.describe('Id of a connection.'),
  agent: name.describe('Id of an agent.'),
  outcome: z.enum(['ok', 'denied', 'failed', 'started', 'unknown']).exactOptional(),
  from: moment.exactOptional().describe('The first day or moment; days are of UTC.'),
  to: moment.exactOptional().describe('The last day or moment, included.'),
  locale: z.string().max(35).exactOptional().describe('Language of the texts. Default: `Accept-Language`.'),
}

/** The filters of a query for activity. */
export interface FilterQuery {
  app?: string
  provider?: string
  connection?: string
  agent?: string
  outcome?: NonNullable<ActivityFilter['outcome']>
  from?: string
  to?: string
  locale?: string
}

/** Query of `GET /wallet/api/activity.csv`. */
export const filterQuery: z.ZodType<FilterQuery> = z.strictObject(filters)

export interface PageQuery extends FilterQuery {
  limit: number
  before?: string
}

/** Query of `GET /wallet/api/activity`. */
export const pageQuery: z.ZodType<PageQuery> = z.strictObject({
  ...filters,
  limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(50),
  before: z.string().max(200).exactOptional().describe('`next_cursor` of the previous page.'),
})

/** Resolves a query to the user's own rows in the apps that it names. */
export function readFilter(
  query: FilterQuery,
  holdings: Holding[],
): { users: string[]; filter: ActivityFilter } {
  const { app, provider, connection, agent, outcome, from, to } = query
  const meant = app === undefined ? holdings : holdings.filter(({ appId }) => appId === app)
  return {
    users: meant.flatMap(({ users }) => users.map(({ id }) => id)),
    filter: {
      provider,
      connection,
      agent,
      outcome,
      from: from === undefined ? undefined : Date.parse(from),
      to: to === undefined ? undefined : endOfMoment(to),
    },
  }
}

const DAY = 86_400_000

function endOfMoment(text: string): number {
  return text.includes('T') ? Date.parse(text) : Date.parse(text) + DAY - 1
}

/** One page of the user's activity. */
export async function activityPage(
  parts: ActivityParts,
  holdings: Holding[],
  { limit, before, ...query }: PageQuery,
): Promise<WalletActivityPage> {
  const { users, filter } = readFilter(query, holdings)
  const place = before === undefined ? null : readCursor(before)
  const { rows, next } = await findRows(parts.storage, users, filter, place, limit)
  const described = await describeRows(parts, holdings, rows)
  return {
    activity: described.flatMap((entry) => {
      const { action } = entry
      return isShownAction(action) ? [{ ...entry, action }] : []
    }),
    ...(next !== null && { next_cursor: writeCursor(next), searched_to: isoTime(next.at) }),
  }
}

function writeCursor({ at, id }: Place): string {
  return Buffer.from(`${at}.${id}`).toString('base64url')
}

/** A cursor names a place only. Whose rows are read comes from the sign-in. */
function readCursor(cursor: string): Place {
  const [, at, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (at === undefined || id === undefined) {
    throw invalidField('before', 'send next_cursor of the previous page unchanged')
  }
  return { at: Number(at), id }
}

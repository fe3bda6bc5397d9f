import type { App } from '../config/settings.ts'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'

/** Whose tokens may name a user of the app: its issuer, then those that it had before, as far as they are configured. */
export function issuersOf({
  identity: { issuer, former_issuers = [] },
}: Pick<App, 'identity'>): [string, ...string[]] {
  return [issuer, ...former_issuers]
}

/** Users from before issuers were kept. */
export const UNKNOWN_ISSUER = ''

/**
 * Says once for each app whose its users from before issuers were kept are: those of the issuer that the app has at the
 * first start. No issuer that it gets later can claim them. Resolves with the apps whose users were claimed now.
 */
export async function claimUsers(storage: Storage, apps: App[], now: number): Promise<App[]> {
  const claimed: App[] = []
  for (const app of apps) {
    // Of several vaults that start at once, with whatever configurations, one is the first.
    await storage
      .insertInto('firstIssuers')
      .values({ appId: app.id, issuer: app.identity.issuer, claimedAt: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    if (await completeClaim(storage, app.id)) claimed.push(app)
  }
  return claimed
}

/** Rows of one statement. */
const SLICE = 1000

/** Goes on where a vault that died left off. Nobody is let in before all are claimed. */
async function completeClaim(storage: Storage, app: string): Promise<boolean> {
  const { issuer } = await storage
    .selectFrom('firstIssuers')
    .select('issuer')
    .where('appId', '=', app)
    .executeTakeFirstOrThrow()
  for (let slices = 0; ; slices += 1) {
    const rows = await storage
      .selectFrom('users')
      .select('id')
      .where('appId', '=', app)
      .where('issuer', '=', UNKNOWN_ISSUER)
      .limit(SLICE)
      .execute()
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return slices > 0
    await storage.updateTable('users').set({ issuer }).where('id', 'in', padded(ids)).execute()
  }
}

/** The issuer that each app's users from before issuers were kept are of. */
export async function firstIssuers(storage: Storage): Promise<ReadonlyMap<string, string>> {
  const rows = await storage.selectFrom('firstIssuers').select(['appId', 'issuer']).execute()
  return new Map(rows.map(({ appId, issuer }) => [appId, issuer]))
}

/** Issuers that an app has users of although its configuration names them no more. Each costs one seek in an index. */
export async function strangersOf(storage: Storage, app: App): Promise<string[]> {
  const known = new Set<string>(issuersOf(app))
  const strangers: string[] = []
  for (let last = UNKNOWN_ISSUER; ;) {
    const next = await storage
      .selectFrom('users')
      .select('issuer')
      .where('appId', '=', app.id)
      .where('issuer', '>', last)
      .orderBy('issuer')
      .limit(1)
      .executeTakeFirst()
    if (!next) return strangers
    if (!known.has(next.issuer)) strangers.push(next.issuer)
    last = next.issuer
  }
}

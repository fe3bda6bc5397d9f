import type { App } from '../config/settings.ts'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'

/** Issuers whose tokens may name a user of the app: the present one, then the configured former ones. */
export function issuersOf({
  identity: { issuer, former_issuers = [] },
}: Pick<App, 'identity'>): [string, ...string[]] {
  return [issuer, ...former_issuers]
}

/** Issuer of users from before the vault kept issuers. */
export const UNKNOWN_ISSUER = ''

/**
 * Decides once for each app to which issuer its users without one belong: the issuer at this first start. No later
 * issuer can claim them. Resolves with the apps whose users were claimed now.
 */
export async function claimUsers(storage: Storage, apps: App[], now: number): Promise<App[]> {
  const claimed: App[] = []
  for (const app of apps) {
    // When several vaults start at once with different configurations, the first one decides.
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

/** Goes on where a vault that died stopped. No request is answered before all users are claimed. */
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

/** The issuer to which each app's users without one belong. */
export async function firstIssuers(storage: Storage): Promise<ReadonlyMap<string, string>> {
  const rows = await storage.selectFrom('firstIssuers').select(['appId', 'issuer']).execute()
  return new Map(rows.map(({ appId, issuer }) => [appId, issuer]))
}

/** Issuers of an app's users that its configuration no longer names. Each one costs one seek in an index. */
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

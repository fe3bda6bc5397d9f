import type { App } from '../config/settings.ts'
import type { GrantFinder } from '../grants/known.ts'
import type { StoredGrant } from '../grants/grant.ts'
import type { AccessTokens } from '../grants/access.ts'
import type { KeyStore } from '../identity/key-store.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { Standing } from '../storage/standing.ts'
import type { StoredApproval } from './approval.ts'

export interface ChainParts {
  apps: App[]
  storage: Storage
  keyStore: Pick<KeyStore, 'ofHash'>
  standing: Standing
  grants: GrantFinder
  tokens: Pick<AccessTokens, 'assertAlive'>
  now: () => number
}

/** Whether all that an approval was asked through is still there: the key, the user and the grant. */
export interface Chain {
  /** Throws where its app is no longer configured. */
  appOf(approval: StoredApproval): App
  /** Throws `invalid_api_key` or `insufficient_scope` where the key that asked may not call a provider any more. */
  assertKey(approval: StoredApproval): Promise<void>
  /** The grant as it stands now; throws the problem that tells why it is over. */
  grantOf(approval: StoredApproval): Promise<StoredGrant>
  /** All of it. */
  assertStands(approval: StoredApproval): Promise<void>
}

export function createChain({ apps, storage, keyStore, standing, grants, tokens, now }: ChainParts): Chain {
  const appOf: Chain['appOf'] = ({ appId }) => {
    const app = apps.find(({ id }) => id === appId)
    if (app) return app
    throw new ProblemError('not_found', `There is no app ${appId.slice(0, 64)} any more.`)
  }
  const assertKey: Chain['assertKey'] = async (approval) => {
    const app = appOf(approval)
    if (approval.keyId === 'config') {
      const { configKeyRefusedAt, refusedKeyHash } = await standing.access(app.id)
      const isOpen =
        app.apiKeyHash !== null && configKeyRefusedAt === null && refusedKeyHash !== app.apiKeyHash
      if (!isOpen) throw keyGone()
      return
    }
    const row = await storage
      .selectFrom('keys')
      .select('hash')
      .where('id', '=', approval.keyId)
      .executeTakeFirst()
    // By its hash, as any call is: that it is the vault's is found out on the way.
    const key = row && (await keyStore.ofHash(row.hash))?.key
    const isLive =
      key?.appId === app.id &&
      key.agentId === approval.agentId &&
      key.revokedAt === null &&
      (key.expiresAt === null || now() < key.expiresAt)
    if (!isLive) throw keyGone()
    if (key.scopes.includes('request')) return
    throw new ProblemError(
      'insufficient_scope',
      'The API key that asked for this may not call providers any more.',
    )
  }
  const grantOf: Chain['grantOf'] = async ({ appId, grantId, userId }) => {
    const stored = await grants.find(appId, grantId)
    const grant = stored && stored.userId === userId ? await grants.current(stored) : null
    if (!grant) throw new ProblemError('grant_not_found', `There is no grant ${grantId} any more.`)
    await tokens.assertAlive(grant)
    return grant
  }
  return {
    appOf,
    assertKey,
    grantOf,
    async assertStands(approval) {
      await assertKey(approval)
      await grantOf(approval)
    },
  }
}

function keyGone(): ProblemError {
  return new ProblemError('invalid_api_key', 'The API key that asked for this has ended.')
}

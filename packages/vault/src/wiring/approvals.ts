import { type Approvals, createApprovals } from '../approvals/approvals.ts'
import type { Rooms } from './rooms.ts'

export function wireApprovals(
  rooms: Pick<Rooms, 'ground' | 'audit' | 'webhooks' | 'identity' | 'grants' | 'use'>,
): Approvals {
  const { ground, audit, use } = rooms
  const { settings, storage, keyring, standing, leases, watch, onAltered, log, now } = ground
  const { apps, publicUrl, strictAudit, auditPaths } = settings
  const { keyStore, callers } = rooms.identity
  return createApprovals(
    {
      apps,
      storage,
      keyring,
      keyStore,
      standing,
      delegations: rooms.grants.delegations,
      callers,
      use,
      leases,
      post: rooms.webhooks.post,
      publicUrl,
      audit,
      strictAudit,
      auditPaths,
      onAltered: (id, appId) => onAltered('an approval', { approval: id, app: appId }),
      log,
      now,
    },
    watch,
  )
}

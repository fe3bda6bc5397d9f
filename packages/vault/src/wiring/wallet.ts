import { createWallet, type Wallet } from '../wallet/wallet.ts'
import type { Rooms } from './rooms.ts'

export function wireWallet(
  rooms: Pick<Rooms, 'ground' | 'audit' | 'providers' | 'logos' | 'grants' | 'agents' | 'approvals'>,
): Wallet {
  const { ground, audit, logos, agents, approvals } = rooms
  const { store, delegations, revocations } = rooms.grants
  const { settings, storage, keyring, outbound, count, onAltered, logSeldom, now } = ground
  const { apps, publicUrl } = settings
  return createWallet({
    apps,
    publicUrl,
    storage,
    store,
    agents,
    delegations,
    approvals,
    keyring,
    logos,
    clients: rooms.providers.clients,
    outbound,
    revocations,
    count,
    audit,
    logSeldom,
    now,
    onAltered: ({ id, appId }) => onAltered('a session', { session: id, app: appId }),
  })
}

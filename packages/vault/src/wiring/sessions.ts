import { createSessions, type Sessions } from '../sessions/sessions.ts'
import type { Rooms } from './rooms.ts'

export function wireSessions(
  rooms: Pick<
    Rooms,
    'ground' | 'audit' | 'webhooks' | 'providers' | 'logos' | 'identity' | 'grants' | 'agents'
  >,
): Sessions {
  const { ground, audit, logos, agents } = rooms
  const { store, delegations, revocations } = rooms.grants
  const {
    settings,
    storage,
    signals,
    keyring,
    outbound,
    leases,
    count,
    watch,
    onAltered,
    log,
    logSeldom,
    now,
  } = ground
  return createSessions({
    settings,
    storage,
    signals,
    leases,
    callers: rooms.identity.callers,
    count,
    logos,
    agents,
    delegations,
    grants: store,
    keyring,
    noteEvent: rooms.webhooks.noteEvent,
    clients: rooms.providers.clients,
    outbound,
    revocations,
    audit,
    log,
    logSeldom,
    now,
    watch,
    onAltered: ({ id, appId }) => onAltered('a session', { session: id, app: appId }),
  })
}

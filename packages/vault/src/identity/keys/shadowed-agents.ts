import type { App } from '../../config/settings.ts'
import type { Storage } from '../../storage/open.ts'

/**
 * Names that an agent of the config file shares with an agent of the database. The name then means the one of the file.
 */
export async function shadowedAgents(storage: Storage, { id, agents }: App): Promise<string[]> {
  if (agents.length === 0) return []
  const names = agents.map(({ name }) => name)
  const rows = await storage
    .selectFrom('agents')
    .select('name')
    .where('appId', '=', id)
    .where('name', 'in', names)
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}

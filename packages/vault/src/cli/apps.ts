import type { Storage } from '../storage/open.ts'
import { type Command, oneOf } from './command.ts'
import { readSettings, withStorage } from './open.ts'
import { printKey } from './print-key.ts'
import { print, table } from './terminal.ts'

export const apps: Command = {
  summary: 'List the apps, with their users and connections; make an API key',
  help: `Usage: alter-vault apps [key] [options]

  apps        List the apps of the config file
  apps key    Print a new API key, and the hash to put into the config file`,
  options: [],
  async run(words, { config }) {
    if (oneOf(words, ['key']) === 'key') return printKey('app')
    const settings = await readSettings(config)
    const rows = await withStorage(settings, (storage) =>
      Promise.all(
        settings.apps.map(async ({ id, name, origins, providers }) => [
          id,
          name,
          ...(await countsOf(storage, id)),
          [...providers.keys()].join(', '),
          origins.join(', '),
        ]),
      ),
    )
    print(table([['APP', 'NAME', 'USERS', 'ACTIVE GRANTS', 'PROVIDERS', 'ORIGINS'], ...rows]))
  },
}

async function countsOf(storage: Storage, app: string): Promise<[users: string, grants: string]> {
  const users = storage.selectFrom('users').where('appId', '=', app)
  const grants = storage.selectFrom('grants').where('appId', '=', app).where('status', '=', 'active')
  const [{ count: ofUsers }, { count: ofGrants }] = await Promise.all([
    users.select((select) => select.fn.countAll().as('count')).executeTakeFirstOrThrow(),
    grants.select((select) => select.fn.countAll().as('count')).executeTakeFirstOrThrow(),
  ])
  return [String(ofUsers), String(ofGrants)]
}

import { addDataKey, dataKeys, openKeyring, rewrapDataKeys } from '../crypto/keyring.ts'
import { ConfigError } from '../config/error.ts'
import { isoTime } from '../grants/grant.ts'
import { APP_KEYS_HELP, runAppKeys } from './app-keys.ts'
import type { Command } from './command.ts'
import { UsageError, oneOf } from './command.ts'
import { readMasterKeys, readSettings, withStorage } from './open.ts'
import { print, table } from './terminal.ts'

export const keys: Command = {
  summary: 'Make, list and revoke API keys; rotate data keys and the master key, under a running vault',
  help: `Usage: alter-vault keys [app <verb> | rotate] [options]

${APP_KEYS_HELP}

  keys                  The data keys, which the master key wraps; the newest of an app seals
  keys rotate           Wrap all data keys with ALTER_MASTER_KEY instead of ALTER_PREVIOUS_MASTER_KEY.
                        1. Restart the vaults with both set. 2. Run this. 3. Restart them without the previous one.
  keys rotate --data    Make a new data key for each app. Running vaults seal with it within 30 seconds;
                        what older keys sealed, they still open

Options
      --data            rotate: the data keys instead of the master key`,
  options: ['data', 'app', 'name', 'scope', 'from', 'expires', 'user-token-required', 'json'],
  async run([word, ...others], options) {
    if (word === 'app') return runAppKeys(others, options)
    const { config, data, ...foreign } = options
    const words = word === undefined ? [] : [word, ...others]
    const rotates = oneOf(words, ['app', 'rotate']) === 'rotate'
    const [other] = Object.keys(foreign)
    if (other !== undefined) throw new UsageError(`--${other} belongs to keys app.`)
    if (data && !rotates) throw new UsageError('--data belongs to keys rotate.')
    const settings = await readSettings(config)
    const masterKeys = await readMasterKeys(settings)
    const ids = settings.apps.map(({ id }) => id)
    if (rotates && !data && masterKeys.length === 1) {
      throw new ConfigError(
        'There is no key to rotate from. Set ALTER_MASTER_KEY to the new key (`openssl rand -base64 32`) and ALTER_PREVIOUS_MASTER_KEY to the one in use.',
      )
    }
    await withStorage(settings, async (storage) => {
      // Nothing is changed with a master key that does not open what there is.
      await openKeyring(storage, masterKeys, ids)
      if (!rotates) {
        const newest = new Map((await dataKeys(storage)).map(({ appId, id }) => [appId, id]))
        const rows = (await dataKeys(storage)).map(({ id, appId, createdAt }) => [
          id,
          appId,
          isoTime(createdAt),
          newest.get(appId) === id ? 'seals and opens' : 'opens',
        ])
        return print(table([['KEY', 'APP', 'CREATED', 'USE'], ...rows]))
      }
      if (!data) {
        const count = await rewrapDataKeys(storage, masterKeys)
        return print(`Wrapped ${count} data keys with the new master key. Restart the vaults with it alone.`)
      }
      for (const id of ids) await addDataKey(storage, masterKeys, id)
      print(`Made a new data key for ${ids.join(', ')}. Running vaults seal with it within 30 seconds.`)
    })
  },
}

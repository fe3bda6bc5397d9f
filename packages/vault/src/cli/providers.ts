import { catalog } from '../providers/catalog/catalog.ts'
import { requestedScopes } from '../providers/provider.ts'
import { type Command, oneOf } from './command.ts'
import { readSettings } from './open.ts'
import { paint, print } from './terminal.ts'

export const providers: Command = {
  summary: 'List the providers of each app, with the redirect URI to register; the catalog',
  help: `Usage: alter-vault providers [catalog] [options]

  providers            List the providers of the config file
  providers catalog    List the providers that need no endpoints in the config file`,
  options: [],
  async run(words, { config }) {
    if (oneOf(words, ['catalog']) === 'catalog') {
      for (const [id, { name }] of catalog) print(`${id.padEnd(16)}${name}`)
      return
    }
    const { apps, publicUrl } = await readSettings(config)
    for (const app of apps) {
      print(paint('bold', `${app.id} (${app.name})`))
      for (const provider of app.providers.values()) {
        print(`  ${provider.id} (${provider.name})
    redirect URI  ${publicUrl}/sdk/oauth/callback/${provider.id}
    client id     ${provider.client_id}
    scopes        ${requestedScopes(provider).join(' ') || 'none'}
    API hosts     ${provider.api_hosts.join(', ') || 'none: the vault sends its token nowhere'}`)
      }
    }
  },
}

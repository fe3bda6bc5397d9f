import { ConfigError } from '../../config-error.ts'
import type { App, Settings } from '../../config/settings.ts'
import { checkClient } from '../../providers/client-check.ts'
import type { ProviderClients } from '../../providers/client.ts'
import type { ClientFault } from '../../providers/setup-fault.ts'
import { issuerOf } from '../../wallet/issuer-client.ts'
import { signInRedirectUri } from '../../wallet/sign-in-routes.ts'
import { isPlaceholder } from '../placeholder.ts'
import type { Check } from './check.ts'

/** Whether an app's users can sign in to the Wallet, and what is missing. */
export function walletCheck(
  app: App,
  index: number,
  { publicUrl }: Settings,
  clients: ProviderClients,
): Check {
  const { issuer, client_id: clientId } = app.identity
  const place = `apps[${index}].identity`
  const callback = signInRedirectUri(publicUrl, app)
  return {
    name: `${app.id}: Wallet`,
    setting: `${place}.client_id`,
    async run() {
      // The check of the issuer reports this already.
      if (isPlaceholder(issuer)) return []
      if (clientId === undefined) {
        return [
          `its users have no Wallet. Register the vault at ${issuer} as a client with the redirect URI ${callback}, and put client_id and client_secret into ${place}`,
        ]
      }
      const provider = issuerOf(app)
      const client = await clients(provider)
      const check = await checkClient(provider, client, callback)
      if (check.status === 'refused') {
        throw new ConfigError(`${check.said} ${remedy(check.what, place, callback)}`)
      }
      return [
        ...(check.status === 'unclear'
          ? [`${check.said} Only the first sign-in shows whether ${place}.client_secret is right`]
          : []),
        ...(client.serverMetadata().end_session_endpoint === undefined
          ? [`${issuer} has no end_session_endpoint: users who sign out of the Wallet stay signed in there`]
          : []),
      ]
    },
  }
}

function remedy(what: ClientFault, place: string, callback: string): string {
  switch (what) {
    case 'credentials':
      return `Compare client_id and client_secret of ${place} with what the issuer shows. client_authentication must be the method that the issuer expects.`
    case 'redirect_uri':
      return `Register ${callback} as a redirect URI of the client of ${place}.`
    case 'grant_type':
      return `Allow the authorization code flow for the client of ${place} at the issuer.`
    case 'scopes':
      return `Allow the scopes openid, email and profile for the client of ${place} at the issuer.`
  }
  return what satisfies never
}

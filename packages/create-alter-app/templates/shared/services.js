// The vault, and a local provider that plays Google and your identity provider until you have the real ones.
import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { startLocalProvider } from '@alter/provider'
import { createVault } from '@alter/vault'
import { checkPorts } from './ports.js'
import { googleCredentials, identityOf } from './settings.js'

const {
  PORT: port = '3000',
  VAULT_PORT: vaultPort = '4401',
  PROVIDER_PORT: providerPort = '4402',
} = process.env

/**
 * Starts what the app stands on.
 * @param {string} origin of the app, such as http://localhost:3000
 */
export async function startServices(origin) {
  await checkPorts({ PORT: port, VAULT_PORT: vaultPort, PROVIDER_PORT: providerPort })
  const vaultUrl = `http://localhost:${vaultPort}`
  const real = googleCredentials(process.env)
  const own = identityOf(process.env)
  const local = await startLocalProvider({
    port: Number(providerPort),
    clients: {
      identity: { redirect_uris: [`${origin}/sign-in/callback`] },
      google: { redirect_uris: [`${vaultUrl}/sdk/oauth/callback/google`] },
      github: { redirect_uris: [`${vaultUrl}/sdk/oauth/callback/github`] },
    },
  })

  const scopes = ['https://www.googleapis.com/auth/calendar.readonly']
  const google = real
    ? { ...real, scopes }
    : {
        client_id: local.google.clientId,
        client_secret: local.google.clientSecret,
        scopes,
        issuer: local.google.issuer,
        api_hosts: [new URL(local.google.api).host],
      }

  const apiKey = process.env.ALTER_API_KEY ?? `alter_key_app_${randomBytes(32).toString('base64url')}`
  const vault = await createVault({
    public_url: vaultUrl,
    // What the local provider gave ends with it; what Google gave is kept.
    ...(real
      ? { data_dir: '.alter' }
      : {
          data_dir: await mkdtemp(join(tmpdir(), 'alter-')),
          master_key: randomBytes(32).toString('base64'),
        }),
    log: 'warn',
    allow_private_network: [new URL(local.origin).host],
    apps: [
      {
        id: 'my-app',
        name: 'My app',
        api_key: apiKey,
        origins: [origin],
        // Who signs your users in. With your own identity provider: ALTER_ISSUER and ALTER_AUDIENCE.
        identity: own ?? { issuer: local.identity.issuer, audience: local.identity.clientId },
        providers: { google },
      },
    ],
  })
  serve({
    fetch: (request, { incoming }) => vault.fetch(request, { ip: incoming.socket.remoteAddress }),
    hostname: '127.0.0.1',
    port: Number(vaultPort),
  })

  return {
    apiKey,
    vaultUrl,
    googleApi: real ? 'https://www.googleapis.com' : local.google.api,
    /** The JWT of a user of the local identity provider: Ada is always signed in. */
    adasToken: () => local.userToken({ sub: 'ada', email: 'ada@lovelace.example', name: 'Ada Lovelace' }),
  }
}

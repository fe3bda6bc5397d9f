import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalProvider } from '@alter/provider'
import { createVault, type Vault } from '@alter/vault'

/** A real vault with one app, and that app's backend. */
export interface AppVault {
  vault: Vault
  origin: string
  apiKey: string
  /**
   * What the app's backend asks below `/sdk/oauth/connect/`: the body as JSON, or a session's id as it is.
   * @throws where the vault refuses
   */
  ask: <Answer>(path: string, body: object | string) => Promise<Answer>
  close: () => Promise<void>
}

export interface AppVaultOptions {
  /** Where it is reached. */
  origin: string
  /** Origin of the app. */
  app: string
  provider: LocalProvider
  /** Life of a session, in seconds. Default: the vault's own. */
  sessionTtl?: number
  /** Of Google's client, as the operator wrote it. Default: the right one. */
  clientSecret?: string
  /** How many sessions of one user may be open. Default: the vault's own; a benchmark leaves more of them behind. */
  sessionsPerUser?: number
}

export async function openVault(options: AppVaultOptions): Promise<AppVault> {
  const { origin, app, provider, sessionTtl, sessionsPerUser } = options
  const { google, github, identity } = provider
  const folder = await mkdtemp(join(tmpdir(), 'alter-e2e-'))
  const apiKey = `alter_key_app_${randomBytes(32).toString('base64url')}`
  const vault = await createVault({
    public_url: origin,
    data_dir: folder,
    master_key: randomBytes(32).toString('base64'),
    log: 'silent',
    allow_private_network: [new URL(provider.origin).host],
    ...(sessionTtl !== undefined && { session_ttl: sessionTtl }),
    ...(sessionsPerUser !== undefined && { limits: { sessions_per_user: sessionsPerUser } }),
    apps: [
      {
        id: 'app',
        name: 'The app',
        api_key: apiKey,
        origins: [app],
        identity: { issuer: identity.issuer, audience: identity.clientId },
        providers: {
          google: {
            client_id: google.clientId,
            client_secret: options.clientSecret ?? google.clientSecret,
            scopes: ['https://www.googleapis.com/auth/calendar.readonly'],
            issuer: google.issuer,
            api_hosts: [new URL(google.api).host],
          },
          github: {
            client_id: github.clientId,
            client_secret: github.clientSecret,
            scopes: ['read:user'],
            authorization_endpoint: github.endpoints.authorization,
            token_endpoint: github.endpoints.token,
            userinfo_endpoint: github.endpoints.userinfo,
            revocation_endpoint: github.endpoints.revocation,
            issuer: github.issuer,
            api_hosts: [new URL(github.api).host],
          },
        },
      },
    ],
  })
  return {
    vault,
    origin,
    apiKey,
    async ask(path, body) {
      const isText = typeof body === 'string'
      const response = await vault.fetch(
        new Request(`${origin}/sdk/oauth/connect/${path}`, {
          method: 'POST',
          headers: { 'x-api-key': apiKey, 'content-type': isText ? 'text/plain' : 'application/json' },
          body: isText ? body : JSON.stringify(body),
        }),
      )
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return JSON.parse(await response.text())
    },
    async close() {
      await vault.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

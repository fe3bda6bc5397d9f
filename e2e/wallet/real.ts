import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CreateSessionResponse } from '@alter/protocol'
import { type LocalProvider, makeSigningKeys, type SigningKeys, startLocalProvider } from '@alter/provider'
import { App } from '@alter/sdk'
import { createVault, type Vault } from '@alter/vault'
import type { Page } from '@playwright/test'
import { consent } from '../demo.ts'
import { openSite } from '../sites.ts'

const APP_ID = 'daybreak'

/** A real vault with a Wallet, below a path, its issuer and providers, and an app's backend. */
export interface WalletSystem {
  /** Address of the Wallet. */
  wallet: string
  vault: Vault
  provider: LocalProvider
  /** The app's backend, on behalf of Ada. */
  app: App
  /** Connects an account of Google for Ada, in a browser. */
  connect(page: Page, account: string): Promise<void>
  close(): Promise<void>
}

let keys: Promise<SigningKeys> | undefined

export async function startWalletSystem(): Promise<WalletSystem> {
  const site = await openSite('vault')
  const base = `${site.origin}/alter`
  const callback = { redirect_uris: [`${base}/sdk/oauth/callback/google`] }
  keys ??= makeSigningKeys()
  const provider = await startLocalProvider({
    host: 'provider.localhost',
    signingKeys: await keys,
    clients: {
      identity: {
        redirect_uris: [`${base}/wallet/callback/${APP_ID}`],
        post_logout_redirect_uris: [`${base}/wallet`],
      },
      google: callback,
      github: callback,
    },
  })
  const folder = await mkdtemp(join(tmpdir(), 'alter-wallet-'))
  const apiKey = `alter_key_app_${randomBytes(32).toString('base64url')}`
  const { identity, google } = provider
  const vault = await createVault({
    public_url: base,
    data_dir: folder,
    master_key: randomBytes(32).toString('base64'),
    log: 'silent',
    allow_private_network: [new URL(provider.origin).host],
    apps: [
      {
        id: APP_ID,
        name: 'Daybreak',
        api_key: apiKey,
        origins: ['http://app.localhost'],
        identity: {
          issuer: identity.issuer,
          audience: identity.clientId,
          client_id: identity.clientId,
          client_secret: identity.clientSecret,
        },
        policies: [
          { type: 'require_approval', methods: ['POST'], approver: 'user', name: 'ask before changes' },
        ],
        providers: {
          google: {
            issuer: google.issuer,
            client_id: google.clientId,
            client_secret: google.clientSecret,
            scopes: ['https://www.googleapis.com/auth/calendar.events'],
            api_hosts: [new URL(google.api).host],
          },
        },
      },
    ],
  })
  // A proxy in front of the vault takes the path away.
  site.answerWith((request) => vault.fetch(new Request(request.url.replace('/alter', ''), request)))
  function send(request: Request): Promise<Response> {
    return vault.fetch(request)
  }
  function userToken(): Promise<string> {
    return provider.userToken({ sub: 'ada', email: 'ada@lovelace.example', name: 'Ada Lovelace' })
  }
  return {
    wallet: `${base}/wallet`,
    vault,
    provider,
    app: new App({ apiKey, baseUrl: 'http://localhost', userTokenGetter: userToken, fetch: send }),
    async connect(page, account) {
      const minted = await send(
        new Request('http://localhost/sdk/oauth/connect/session', {
          method: 'POST',
          headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
          body: JSON.stringify({
            user_token: await userToken(),
            allowed_providers: ['google'],
            delivery: 'poll',
          }),
        }),
      )
      const { connect_url: url }: CreateSessionResponse = JSON.parse(await minted.text())
      await page.goto(url)
      await page.getByRole('button', { name: 'Continue' }).click()
      await consent(page, account)
      await page.getByRole('heading', { name: 'Google connected' }).waitFor()
    },
    async close() {
      await site.close()
      await vault.close()
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What a user does at the identity provider. */
export async function signInAsAda(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with Daybreak' }).click()
  await page.getByRole('button', { name: 'Ada Lovelace' }).click()
}

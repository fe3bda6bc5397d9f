import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CreateSessionRequest, CreateSessionResponse } from '@alter/protocol'
import { type LocalProvider, startLocalProvider } from '@alter/provider'
import { Agent, App } from '@alter/sdk'
import { createVault, type Vault, type VaultConfig } from '@alter/vault'
import type { Page } from '@playwright/test'
import { chooseUser, consent } from '../demo.ts'
import { openSite, signingKeys } from '../sites.ts'
import type { NewUser } from '../user.ts'

const APP_ID = 'daybreak'

/** A real vault with a Wallet, below a path, its issuer and providers, and an app's backend. */
export interface WalletSystem {
  /** Address of the Wallet. */
  wallet: string
  vault: Vault
  provider: LocalProvider
  /** For somebody at the app. */
  as(user: NewUser): WalletUser
  /** Lets seconds go by on the vault's clock. */
  pass(seconds: number): void
  close(): Promise<void>
}

/** The system as one user of the app has it. */
export interface WalletUser extends Pick<WalletSystem, 'wallet' | 'vault' | 'provider'> {
  user: NewUser
  /** The app's backend, on behalf of the user. */
  app: App
  /** Scout, an agent of the app, on behalf of the user. */
  agent: Agent
  /** Opens the Connect page of a session for Google. */
  open(page: Page, request?: CreateSessionRequest): Promise<void>
  /** Connects an account of Google, in a browser. */
  connect(page: Page, account: string): Promise<void>
}

export async function startWalletSystem(): Promise<WalletSystem> {
  const site = await openSite('vault')
  const base = `${site.origin}/alter`
  const callback = { redirect_uris: [`${base}/sdk/oauth/callback/google`] }
  const provider = await startLocalProvider({
    host: 'provider.localhost',
    signingKeys: await signingKeys(),
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
  const agentKey = `alter_key_agent_${randomBytes(32).toString('base64url')}`
  const { identity, google } = provider
  let ahead = 0
  const config: VaultConfig = {
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
        agents: [{ name: 'scout', display_name: 'Scout', api_key: agentKey }],
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
  }
  const vault = await createVault(config, { now: () => Date.now() + ahead })
  // A proxy in front of the vault takes the path away.
  site.answerWith((request) => vault.fetch(new Request(request.url.replace('/alter', ''), request)))
  function send(request: Request): Promise<Response> {
    return vault.fetch(request)
  }
  const atVault = { baseUrl: 'http://localhost', fetch: send }
  const places = { wallet: `${base}/wallet`, vault, provider }
  return {
    ...places,
    as(user) {
      const { email } = user
      function userToken(): Promise<string> {
        return provider.userToken({ sub: email, email, name: 'Ada Lovelace' })
      }
      async function open(page: Page, request: CreateSessionRequest = {}): Promise<void> {
        const minted = await send(
          new Request('http://localhost/sdk/oauth/connect/session', {
            method: 'POST',
            headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
            body: JSON.stringify({
              user_token: await userToken(),
              allowed_providers: ['google'],
              delivery: 'poll',
              ...request,
            }),
          }),
        )
        const { connect_url: url }: CreateSessionResponse = JSON.parse(await minted.text())
        await page.goto(url)
      }
      return {
        ...places,
        user,
        app: new App({ ...atVault, apiKey, userTokenGetter: userToken }),
        agent: new Agent({ ...atVault, apiKey: agentKey, userTokenGetter: userToken }),
        open,
        async connect(page, account) {
          await open(page)
          await page.getByRole('button', { name: 'Continue' }).click()
          await consent(page, account)
          await page.getByRole('heading', { name: 'Google connected' }).waitFor()
        },
      }
    },
    pass(seconds) {
      ahead += seconds * 1000
    },
    async close() {
      await site.close()
      await vault.close()
      await provider.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What somebody who is new at the identity provider does. */
export async function signInToWallet(page: Page, user: NewUser): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with Daybreak' }).click()
  await chooseUser(page, user)
}

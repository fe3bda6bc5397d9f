import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalProvider, type SigningKeys, startLocalProvider } from '@alter/provider'
import { createVault, type VaultConfig } from '@alter/vault'
import { createBackend } from './backend.ts'
import { listen, onPortOrFree } from './listener.ts'

export interface DemoOptions {
  /** Host names in the addresses; each must lead to loopback. Default: `localhost`. */
  hosts?: Partial<Record<Part, string>>
  /** Ports; 0 for a free one. A port in use is replaced by a free one, with a notice. Default: 0. */
  ports?: Partial<Record<Part, number>>
  /** Seconds that the local Google's access tokens live. Default 60. */
  accessTokenTtl?: number
  /** Keys of the local issuers. Default: new keys at each start. */
  signingKeys?: SigningKeys
  /** Folder of the vault's data. Default: a temporary folder, which is deleted with the demo. */
  dataDir?: string
  /** The vault's log level. Default `warn`. */
  log?: NonNullable<VaultConfig['log']>
  /** Credentials for the real Google, which then replaces the local one. Default: none. */
  google?: { clientId: string; clientSecret: string }
  onNotice?: (text: string) => void
  onError?: (error: unknown) => void
}

type Part = 'app' | 'vault' | 'provider'

export interface Demo {
  url: string
  vaultUrl: string
  provider: LocalProvider
  close(): Promise<void>
}

/** Starts the whole walkthrough: provider, vault, backend and frontend, each on an origin of its own. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const closers: (() => Promise<void>)[] = []
  async function close(): Promise<void> {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    return { ...(await start(options, closers)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function start(options: DemoOptions, closers: (() => Promise<void>)[]): Promise<Omit<Demo, 'close'>> {
  const { hosts = {}, accessTokenTtl = 60, onNotice = () => {}, onError = () => {} } = options
  function open<Result>(part: Part, opener: (port: number) => Promise<Result>): Promise<Result> {
    const port = options.ports?.[part] ?? 0
    return onPortOrFree(port, opener, () => onNotice(`Port ${port} is in use: the ${part} takes a free one.`))
  }
  function address(part: Part, port: number): string {
    return `http://${hosts[part] ?? 'localhost'}:${port}`
  }

  const appListener = await open('app', listen)
  closers.push(appListener.close)
  const vaultListener = await open('vault', listen)
  closers.push(vaultListener.close)
  const url = address('app', appListener.port)
  const vaultUrl = address('vault', vaultListener.port)

  function callback(provider: string): { redirect_uris: string[] } {
    return {
      redirect_uris: [`${vaultUrl}/sdk/oauth/callback/${provider}`],
    }
  }
  const provider = await open('provider', (port) =>
    startLocalProvider({
      port,
      accessTokenTtl,
      ...(options.signingKeys === undefined ? {} : { signingKeys: options.signingKeys }),
      ...(hosts.provider === undefined ? {} : { host: hosts.provider }),
      clients: {
        identity: {
          redirect_uris: [`${url}/sign-in/callback`, `${vaultUrl}/wallet/callback/daybreak`],
          post_logout_redirect_uris: [`${vaultUrl}/wallet`],
        },
        google: callback('google'),
        github: callback('github'),
      },
    }),
  )
  closers.push(() => provider.close())

  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'alter-demo-')))
  if (options.dataDir === undefined) closers.push(() => rm(dataDir, { recursive: true, force: true }))
  const apiKey = `alter_key_app_${randomBytes(32).toString('base64url')}`
  const agentKey = `alter_key_agent_${randomBytes(32).toString('base64url')}`
  const { identity } = provider
  const vault = await createVault({
    public_url: vaultUrl,
    data_dir: dataDir,
    // A temporary folder needs no lasting key.
    ...(options.dataDir === undefined ? { master_key: randomBytes(32).toString('base64') } : {}),
    log: options.log ?? 'warn',
    allow_private_network: [new URL(provider.origin).host],
    apps: [
      {
        id: 'daybreak',
        name: 'Daybreak',
        api_key: apiKey,
        origins: [url],
        identity: {
          issuer: identity.issuer,
          audience: identity.clientId,
          client_id: identity.clientId,
          client_secret: identity.clientSecret,
        },
        agents: [{ name: 'scout', display_name: 'Scout', api_key: agentKey }],
        providers: { google: googleAt(provider, options.google) },
      },
    ],
  })
  closers.push(() => vault.close())
  vaultListener.answerWith((request, ip) => vault.fetch(request, ip === undefined ? {} : { ip }))

  const backend = createBackend({
    origin: url,
    identity: provider.identity,
    apiKey,
    agentKey,
    vault: `http://localhost:${vaultListener.port}`,
    vaultOrigin: vaultUrl,
    googleApi: options.google ? 'https://www.googleapis.com' : provider.google.api,
    accessTokenTtl: options.google ? undefined : accessTokenTtl,
    onError,
  })
  appListener.answerWith((request) => backend.fetch(request))
  return { url, vaultUrl, provider }
}

type ProviderConfig = VaultConfig['apps'][number]['providers'][string]

function googleAt({ google }: LocalProvider, real: DemoOptions['google']): ProviderConfig {
  const scopes = ['calendar.readonly', 'calendar.events'].map(
    (name) => `https://www.googleapis.com/auth/${name}`,
  )
  if (real) return { client_id: real.clientId, client_secret: real.clientSecret, scopes }
  return {
    client_id: google.clientId,
    client_secret: google.clientSecret,
    scopes,
    issuer: google.issuer,
    api_hosts: [new URL(google.api).host],
  }
}

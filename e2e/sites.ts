import { listen, type Listener } from '@alter/demo/listener'
import { type LocalProvider, makeSigningKeys, type SigningKeys, startLocalProvider } from '@alter/provider'

/** A port with its own host name, so that it is a separate site to the browser. */
export interface Site extends Listener {
  origin: string
}

export async function openSite(name: 'app' | 'vault'): Promise<Site> {
  const listener = await listen(0)
  return { ...listener, origin: `http://${name}.localhost:${listener.port}` }
}

/** How long a system may take to start on a busy machine. Milliseconds. */
export const STARTING = 300_000

let keys: Promise<SigningKeys> | undefined

/** The keys of this process's issuers. Making keys takes longer than the rest of a system. */
export function signingKeys(): Promise<SigningKeys> {
  keys ??= makeSigningKeys()
  return keys
}

/** The local provider, on a site of its own, for vaults of these origins. */
export async function openProvider(vaults: string[]): Promise<LocalProvider> {
  function client(provider: string): { redirect_uris: string[] } {
    return {
      redirect_uris: vaults.map((vault) => `${vault}/sdk/oauth/callback/${provider}`),
    }
  }
  return startLocalProvider({
    host: 'provider.localhost',
    signingKeys: await signingKeys(),
    clients: { identity: client('identity'), google: client('google'), github: client('github') },
  })
}

import type { Problem, SignedInWallet, WalletSession, WalletSignOut } from '@alter/protocol'
import { Browser, json, type System } from './system.ts'

/** A browser window for the Wallet. */
export class WalletBrowser extends Browser {
  /** Origin of the page that sends requests. */
  readonly origin: string

  constructor(system: System) {
    super(system)
    this.origin = new URL(system.config.public_url).origin
  }

  /** Signs in at the issuer. Resolves with the vault's answer to the callback. */
  async signIn(
    account = 'ada@lovelace.example',
    query: Record<string, string> = {},
    deny = false,
  ): Promise<Response> {
    return this.send(await this.consent(await this.beginSignIn(query), { account, deny }))
  }

  /** Begins a sign-in. Resolves with the issuer's address. */
  async beginSignIn(query: Record<string, string> = {}): Promise<string> {
    const begun = await this.send(`/wallet/sign-in?${new URLSearchParams(query).toString()}`)
    const location = begun.headers.get('location')
    if (begun.status !== 303 || location === null) {
      throw new Error(`the sign-in answered ${begun.status}: ${await begun.text()}`)
    }
    return location
  }

  async signedIn(account?: string): Promise<this> {
    const answer = await this.signIn(account)
    if (answer.status !== 303)
      throw new Error(`the callback answered ${answer.status}: ${await answer.text()}`)
    return this
  }

  async get<Value>(path: string): Promise<Value> {
    return json<Value>(await this.send(`/wallet/api/${path}`))
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(`/wallet/api/${path}`, {
      method: 'POST',
      headers: {
        origin: this.origin,
        'x-alter-wallet': '1',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

  session(): Promise<WalletSession> {
    return this.get<WalletSession>('session')
  }

  async me(): Promise<SignedInWallet> {
    const session = await this.session()
    if (!session.signed_in) throw new Error('nobody is signed in')
    return session
  }

  async signOut(): Promise<WalletSignOut> {
    return json<WalletSignOut>(await this.post('sign-out'))
  }

  /** The cookie of the sign-in. */
  get cookie(): string | undefined {
    const name = [...this.cookies.keys()].find((each) => /alter_wallet(_[0-9a-f]{8})?$/.test(each))
    return name === undefined ? undefined : this.cookies.get(name)
  }
}

/** The code of a refused call. */
export async function codeOf(response: Response): Promise<Problem['code']> {
  return (await json<Problem>(response, response.status)).code
}

import { createHash } from 'node:crypto'

/** Someone with an account at an issuer. */
export interface Account {
  /** Never changes, even if the name or the address does. */
  sub: string
  /** What the person types to sign in: an e-mail address or a user name. */
  login: string
  email: string
  name: string
}

/** The accounts of an issuer: well-known ones, and those that signed in since the start. */
export class Directory {
  readonly #accounts: Account[]
  readonly #open: (login: string) => Account

  constructor(accounts: Account[], open: (login: string) => Account) {
    this.#accounts = [...accounts]
    this.#open = open
  }

  list(): readonly Account[] {
    return this.#accounts
  }

  /** By login, e-mail address or subject, in any case. */
  find(text: string): Account | undefined {
    const wanted = text.trim().toLowerCase()
    return this.#accounts.find(({ sub, login, email }) => [sub, login, email].includes(wanted))
  }

  /** Any account exists as soon as somebody signs in with it. */
  findOrOpen(text: string): Account {
    const known = this.find(text)
    if (known) return known
    const account = this.#open(text.trim().toLowerCase())
    this.#accounts.push(account)
    return account
  }
}

/** The same number for a login at every start, as long as a real one. */
export function accountNumber(login: string, digits: number): string {
  const hash = createHash('sha256').update(login).digest('hex')
  return `1${BigInt(`0x${hash}`).toString()}`.slice(0, digits)
}

/** `ada.king@work.example` is probably Ada King. */
export function nameFrom(login: string): string {
  const [local = login] = login.split('@')
  const words = local.split(/[._-]+/).filter(Boolean)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}

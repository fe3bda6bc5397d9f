import { randomBytes } from 'node:crypto'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Context } from 'hono'

/** A signed-in user. The browser only holds a random name of the session. */
export interface Session {
  /** The user's JWT: the ID token that the identity provider issued. */
  idToken: string
  name: string
  email: string
  /** Seconds since the epoch. */
  expiresAt: number
}

/** Values kept on the server under a cookie of 256 random bits. */
export class CookieStore<Value extends { expiresAt: number }> {
  readonly #values = new Map<string, Value>()
  readonly #name: string
  readonly #secure: boolean

  constructor(name: string, secure: boolean) {
    this.#name = name
    this.#secure = secure
  }

  read(context: Context): Value | undefined {
    const id = getCookie(context, this.#name)
    const value = id === undefined ? undefined : this.#values.get(id)
    return value && value.expiresAt > Date.now() / 1000 ? value : undefined
  }

  /** A new name each time, so that nobody can sign a user in to a session that they chose. */
  write(context: Context, value: Value): void {
    this.remove(context)
    this.#forgetExpired()
    const id = randomBytes(32).toString('base64url')
    this.#values.set(id, value)
    setCookie(context, this.#name, id, { httpOnly: true, sameSite: 'Lax', path: '/', secure: this.#secure })
  }

  remove(context: Context): void {
    const id = deleteCookie(context, this.#name, { path: '/', secure: this.#secure })
    if (id !== undefined) this.#values.delete(id)
  }

  #forgetExpired(): void {
    for (const [id, { expiresAt }] of this.#values) {
      if (expiresAt <= Date.now() / 1000) this.#values.delete(id)
    }
  }
}

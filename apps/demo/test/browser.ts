interface Reply<Body> {
  status: number
  body: Body
}

/** A browser for the app and the vault: keeps cookies by origin and follows nothing. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>()

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url)
    const jar = this.#jars.get(origin) ?? new Map<string, string>()
    this.#jars.set(origin, jar)
    const headers = new Headers(init.headers)
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }

  async json<Body>(url: string, init: RequestInit = {}): Promise<Reply<Body>> {
    const response = await this.fetch(url, init)
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

  async location(url: string): Promise<string> {
    const response = await this.fetch(url)
    const location = response.headers.get('location')
    if (!location) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
    return new URL(location, url).href
  }
}

import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Choice {
  /** Login, e-mail address or subject; one that nobody knows yet is opened. */
  account: string
  deny?: boolean
  /** Optional scopes to leave ticked. Default: all of them. */
  scopes?: string[]
}

interface Answer {
  status: number
  location: string | undefined
  body: string
}

/**
 * Walks an authorization, or a sign-out, through the pages as a browser would.
 * @returns the URL that the provider sends the browser back to, which is not fetched
 * @throws when a page shows an error
 */
export async function approve(authorizationUrl: string, choice: Choice): Promise<string> {
  const { origin } = new URL(authorizationUrl)
  const browser = new Browser()
  let url = new URL(authorizationUrl)
  let answer = await browser.fetch(url)
  for (let step = 0; step < 20; step += 1) {
    if (answer.location !== undefined) {
      url = new URL(answer.location, url)
      if (url.origin !== origin) return url.href
      answer = await browser.fetch(url)
      continue
    }
    const form = answer.status === 200 ? fillIn(answer.body, choice) : undefined
    if (!form) throw new Error(`${url.pathname} answered ${answer.status}: ${readable(answer.body)}`)
    const [, action = url.href] = /<form [^>]*\baction="([^"]+)"/.exec(answer.body) ?? []
    url = new URL(action, url)
    answer = await browser.fetch(url, form)
  }
  throw new Error(`${authorizationUrl} never comes to an end`)
}

function fillIn(page: string, { account, deny, scopes }: Choice): URLSearchParams | undefined {
  if (page.includes('name="logout"')) {
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page) ?? []
    return new URLSearchParams({ xsrf, logout: 'yes' })
  }
  if (page.includes('name="decision"')) {
    const offered = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope)
    const ticked = offered.filter((scope) => scopes?.includes(scope) ?? true)
    const form = new URLSearchParams(ticked.map((scope): [string, string] => ['scope', scope]))
    form.set('decision', deny ? 'deny' : 'allow')
    return form
  }
  return page.includes('name="account"') ? new URLSearchParams({ account }) : undefined
}

function readable(page: string): string {
  return page
    .replace(/<(head|footer)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Keeps cookies by path, follows nothing, and finds every `.localhost` on loopback. */
class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>()

  async fetch(url: URL, form?: URLSearchParams): Promise<Answer> {
    const body = form?.toString()
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
    const outgoing = request({
      host: '127.0.0.1',
      port: url.port,
      path: url.pathname + url.search,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        host: url.host,
        accept: 'text/html',
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    })
    outgoing.end(body)
    const incoming = await answerTo(outgoing)
    for (const line of incoming.headers['set-cookie'] ?? []) this.#keep(line)
    const { statusCode: status = 0, headers } = incoming
    return { status, location: headers.location, body: await text(incoming) }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/; */)
    const name = pair.slice(0, pair.indexOf('='))
    function attribute(key: string): string | undefined {
      return attributes.find((entry) => entry.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1)
    }
    if (Date.parse(attribute('expires') ?? '') < Date.now()) this.#cookies.delete(name)
    else this.#cookies.set(name, { value: pair.slice(name.length + 1), path: attribute('path') ?? '/' })
  }
}

function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('response', resolve)
  })
}

import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { listen } from './server.ts'

export interface Recorded {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
  form: URLSearchParams
}

interface Answer {
  status?: number
  type?: string
  headers?: Record<string, string>
  body: unknown
}

/** A plain OAuth 2 server with an API. It answers as the test says and records requests. */
export interface PlainServer {
  origin: string
  host: string
  requests: Recorded[]
  /** Settable, by path. Other paths answer 404. */
  answers: Record<string, (request: Recorded) => Answer>
  /** Settable, by path: runs before the answer. */
  meanwhile: Record<string, () => Promise<unknown>>
  /** The newest request to a path. */
  last(path: string): Recorded
  close(): Promise<void>
}

export async function startPlainServer(): Promise<PlainServer> {
  const server = await listen((incoming, response) => {
    let body = ''
    incoming.on('data', (chunk) => (body += String(chunk)))
    incoming.on('end', async () => {
      const { method = '', url = '', headers } = incoming
      const path = url.split('?')[0] ?? ''
      const request = { method, path, headers, body, form: formOf(headers, body) }
      started.requests.push(request)
      await started.meanwhile[path]?.()
      const answer = started.answers[path]?.(request) ?? { status: 404, body: 'not found' }
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
      response
        .writeHead(answer.status ?? 200, {
          'content-type': answer.type ?? 'application/json',
          ...answer.headers,
        })
        .end(text)
    })
  })
  const host = `localhost:${server.port}`
  const started: PlainServer = {
    origin: `http://${host}`,
    host,
    requests: [],
    answers: {},
    meanwhile: {},
    last(path) {
      const found = started.requests.findLast((request) => request.path === path)
      if (!found) throw new Error(`nobody asked for ${path}`)
      return found
    },
    close: () => server.close(),
  }
  return started
}

function formOf({ 'content-type': type }: IncomingHttpHeaders, body: string): URLSearchParams {
  if (type !== 'application/json') return new URLSearchParams(body)
  const fields: Record<string, string> = JSON.parse(body)
  return new URLSearchParams(fields)
}

/** How a token request authenticates the client. */
export function clientAuthenticationOf({ headers, form }: Recorded): string {
  if (headers.authorization?.startsWith('Basic ')) return 'client_secret_basic'
  return form.has('client_secret') ? 'client_secret_post' : 'none'
}

/** @see RFC 7636 §4.6 */
export function provesPkce(authorizationUrl: URL, { form }: Recorded): boolean {
  const verifier = form.get('code_verifier') ?? ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return challenge === authorizationUrl.searchParams.get('code_challenge')
}

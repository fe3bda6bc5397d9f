import { createServer, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

/** An API and an OAuth server that cost almost nothing, so that a run measures the vault in front of them. */

const CHUNK = Buffer.alloc(65_536, 'x')
const LARGE = 200 * 1024 * 1024
function json(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
const events = {
  items: Array.from({ length: 8 }, (_, id) => ({ id, summary: `Event ${id}`, note: 'x'.repeat(64) })),
}
let accounts = 0

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://upstream')
  if (pathname === '/large') {
    response.writeHead(200, { 'content-length': LARGE })
    Readable.from(Array.from({ length: LARGE / CHUNK.length }, () => CHUNK)).pipe(response)
  } else if (pathname === '/token') {
    json(response, {
      access_token: `token-${(accounts += 1)}`,
      refresh_token: `refresh-${accounts}`,
      token_type: 'Bearer',
      expires_in: 3600,
    })
  } else if (pathname === '/userinfo') {
    json(response, { id: String(accounts), email: `user-${accounts}@bench.example` })
  } else {
    json(response, events)
  }
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const address = server.address()
  if (typeof address === 'object') process.stdout.write(`upstream on http://127.0.0.1:${address?.port}\n`)
})

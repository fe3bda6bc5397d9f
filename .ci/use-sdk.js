// Uses @alter/sdk as a backend does. package.ts runs it on every Node that the package allows.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { alterRoutes, App, GrantNotFoundError, TimeoutError, withUser } from '@alter/sdk'
import { alterRoutes as expressRoutes } from '@alter/sdk/express'
import { alterRoutes as fastifyRoutes } from '@alter/sdk/fastify'
import { alterRoutes as honoRoutes } from '@alter/sdk/hono'
import { alterRoutes as nextRoutes } from '@alter/sdk/next'

function problem(code, status) {
  return [
    status,
    { 'content-type': 'application/problem+json' },
    JSON.stringify({ code, detail: `About ${code}.` }),
  ]
}
function upstream(body) {
  return [200, { 'x-alter-upstream': '1' }, body]
}
const asked = []
const answers = {
  'https://api.test/busy': () =>
    asked.length === 1 ? problem('token_refresh_in_progress', 409) : upstream('done'),
  'https://api.test/echo': (body) => upstream(body),
  'https://api.test/lost': () => problem('grant_not_found', 404),
}
const vault = createServer(async (request, response) => {
  const body = await text(request)
  const target = request.headers['x-alter-url']
  asked.push(target)
  const answer = answers[target]?.(body)
  if (answer === undefined) return
  response.writeHead(answer[0], answer[1]).end(answer[2])
})
vault.listen(0, '127.0.0.1')
await once(vault, 'listening')

const baseUrl = `http://127.0.0.1:${vault.address().port}`
const app = new App({ apiKey: 'alter_key_app_5f1c2ab94d0e7788', baseUrl })
const google = { provider: 'google' }
await withUser('eyJ.ada', async () => {
  assert.equal(await (await app.request('GET', 'https://api.test/busy', google)).text(), 'done')
  const body = new Blob(['streamed']).stream()
  assert.equal(
    await (await app.request('POST', 'https://api.test/echo', { ...google, body })).text(),
    'streamed',
  )
  await assert.rejects(app.request('GET', 'https://api.test/lost', google), GrantNotFoundError)
  const silent = app.request('GET', 'https://api.test/silent', { ...google, timeout: 100 })
  await assert.rejects(silent, TimeoutError)
  const stop = AbortSignal.timeout(50)
  await assert.rejects(
    app.request('GET', 'https://api.test/silent', { ...google, signal: stop }),
    (reason) => reason === stop.reason,
  )
})

const options = { app, origins: ['https://app.test'], userToken: () => undefined }
const refused = await alterRoutes(options)(new Request('https://app.test/api/alter/connections'))
assert.equal(refused.status, 401)
for (const routes of [expressRoutes, fastifyRoutes, honoRoutes, nextRoutes]) assert.ok(routes(options))
vault.closeAllConnections()
vault.close()
console.log(`@alter/sdk works on Node ${process.version}`)

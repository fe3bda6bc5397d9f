import { createServer } from 'node:http'
import { App, NetworkError } from '@alter/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { API_KEY, rejection } from './fake-vault.ts'
import { listen } from './listen.ts'

const SECRET = 's3cret'

/** A server as an app has it around a mounted vault: with the limits of Node. */
async function start(answer: { status?: number; header?: string }): Promise<App> {
  const server = createServer((_, response) => {
    response
      .writeHead(answer.status ?? 200, { 'x-alter-upstream': '1', 'x-long': answer.header ?? '' })
      .end('{}')
  })
  const baseUrl = `http://127.0.0.1:${await listen(server)}`
  onTestFinished(() => server.close().closeAllConnections())
  return new App({ apiKey: API_KEY, baseUrl, userTokenGetter: () => `eyJ.${SECRET}.${'x'.repeat(7800)}` })
}

test('12.11: headers that a server around the vault does not take are named with their sizes', async () => {
  const app = await start({})
  const url = `https://api.test/?q=${SECRET}${'y'.repeat(9000)}`
  const error = await rejection(app.request('GET', url, { provider: 'google' }))
  expect(error).toBeInstanceOf(NetworkError)
  expect(error).toMatchObject({ code: 'network_error', status: 431 })
  expect(String(error)).toMatch(
    /the headers of this call have 1[67]\d{3} bytes, of which the user token 7811, the URL 9026.*64 KB.*maxHeaderSize/s,
  )
  expect(String(error)).not.toContain(SECRET)
})

test('12.11: more headers than Node takes of an answer are named too', async () => {
  const app = await start({ header: 'z'.repeat(17_000) })
  const error = await rejection(app.request('POST', 'https://api.test/', { provider: 'google' }))
  expect(error).toBeInstanceOf(NetworkError)
  expect(String(error)).toContain('--max-http-header-size')
})

import { createServer } from 'node:http'
import * as sdk from '@alter/sdk'
import { problemHandler as expressHandler } from '@alter/sdk/express'
import { problemHandler as fastifyHandler } from '@alter/sdk/fastify'
import express from 'express'
import { fastify } from 'fastify'
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { API_KEY, problem, startFakeVault } from './fake-vault.ts'
import { listen } from './listen.ts'

const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
afterEach(() => logged.mockClear())
afterAll(() => logged.mockRestore())

const bug = new TypeError('events is not iterable')

test.each<[string, unknown]>([
  ['the own fault of the backend', bug],
  ['a wrong API key', new sdk.AuthenticationError('invalid_api_key', '…')],
  ['a vault out of reach', new sdk.NetworkError('network_error', '…')],
  ['a vault that does not answer', new sdk.TimeoutError('timeout', '…')],
])('an error that only the backend can correct is logged: %s', (_, error) => {
  sdk.problemResponse(error)
  expect(logged).toHaveBeenCalledExactlyOnceWith(error)
})

test.each<[string, sdk.AlterError]>([
  ['not connected yet', new sdk.GrantNotFoundError('…', { provider: 'google' })],
  ['not signed in', new sdk.AuthenticationError('user_token_required', '…')],
])('an error that the page can correct is not logged: %s', (_, error) => {
  sdk.problemResponse(error)
  expect(logged).not.toHaveBeenCalled()
})

test('onError receives it instead, whatever it is', () => {
  const received: unknown[] = []
  const missing = new sdk.GrantNotFoundError('…', { provider: 'google' })
  for (const error of [bug, missing]) sdk.problemResponse(error, { onError: (each) => received.push(each) })
  expect(received).toEqual([bug, missing])
  expect(logged).not.toHaveBeenCalled()
})

test('the routes log errors that only the backend can correct', async () => {
  const vault = await startFakeVault(() => problem('invalid_api_key'))
  const app = new sdk.App({ apiKey: API_KEY, baseUrl: vault.url })
  const routes = sdk.alterRoutes({ app, origins: ['https://app.test'], userToken: () => 'eyJ.ada' })
  const response = await routes(new Request('https://app.test/api/alter/connections'))
  expect(await response.json()).toMatchObject({ code: 'internal_error' })
  expect(logged).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'invalid_api_key' }))
})

test.each<[string, () => Promise<string>]>([
  [
    'Express',
    async () => {
      const server = express()
      server.get('/', () => {
        throw new sdk.GrantNotFoundError('Nothing is connected.', { provider: 'google' })
      })
      server.use(expressHandler())
      const http = createServer(server)
      onTestFinished(() => void http.close())
      return `http://127.0.0.1:${await listen(http)}`
    },
  ],
  [
    'Fastify',
    async () => {
      const server = fastify()
      server.get('/', () => {
        throw new sdk.GrantNotFoundError('Nothing is connected.', { provider: 'google' })
      })
      server.setErrorHandler(fastifyHandler())
      onTestFinished(() => server.close())
      return server.listen({ host: '127.0.0.1', port: 0 })
    },
  ],
])('problemHandler of %s answers with the problem', async (_, start) => {
  const response = await fetch(await start(), { headers: { connection: 'close' } })
  expect(response.status).toBe(404)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({ code: 'grant_not_found', provider: 'google' })
})

/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { GrantNotFoundError } from '@alter/sdk'
import { Octokit } from '@octokit/core'
import { expect } from 'vitest'
import { sdkTest } from './fixtures.ts'
import { rejection } from './fake-vault.ts'
import { listen } from './listen.ts'
import { connectAccounts, WORK } from './system.ts'

interface Asked {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

interface OfFile {
  /** A stand-in for GitHub's API: its address, and what it was asked. */
  api: string
  asked: Asked[]
  /** Of somebody who has an account at it. */
  userToken: string
}

const test = sdkTest.extend<{ $file: OfFile }>({
  asked: [({}, use) => use([]), { scope: 'file' }],
  api: [
    async ({ system, asked }, use) => {
      const github = createServer((request, response) => {
        void (async () => {
          let body = ''
          for await (const chunk of request) body += String(chunk)
          asked.push({
            method: request.method ?? '',
            path: request.url ?? '',
            headers: request.headers,
            body,
          })
          const isKnown = request.url !== '/repos/ada/gone'
          response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json; charset=utf-8' })
          response.end(JSON.stringify(isKnown ? { login: 'ada' } : { message: 'Not Found' }))
        })()
      })
      const api = `http://localhost:${await listen(github)}`
      await system.restart({ api_hosts: [new URL(system.provider.google.api).host, new URL(api).host] })
      await use(api)
      github.closeAllConnections()
      github.close()
    },
    { scope: 'file' },
  ],
  userToken: [
    async ({ system, app }, use) => {
      const userToken = await system.signIn()
      await connectAccounts(system, { app, userToken }, WORK)
      await use(userToken)
    },
    { scope: 'file' },
  ],
})

test('Octokit calls with the user’s grant, whatever it would authorize itself with', async ({
  api,
  app,
  userToken,
  asked,
}) => {
  const fetch = app.fetch({ provider: 'google', userToken })
  const octokit = new Octokit({ auth: 'a-token-of-its-own', baseUrl: api, request: { fetch } })
  const { data } = await octokit.request('GET /user')
  expect(data).toEqual({ login: 'ada' })
  await octokit.request('POST /repos/{owner}/{repo}/issues', { owner: 'ada', repo: 'x', title: 'A title' })
  const [get, post] = asked.slice(-2)
  expect(get).toMatchObject({ method: 'GET', path: '/user' })
  expect(get?.headers.authorization).toMatch(/^Bearer /)
  expect(JSON.stringify(asked)).not.toContain('a-token-of-its-own')
  expect(post).toMatchObject({ method: 'POST', path: '/repos/ada/x/issues', body: '{"title":"A title"}' })
})

test('an answer of any status resolves: Octokit makes its own error of it', async ({
  api,
  app,
  userToken,
}) => {
  const octokit = new Octokit({
    baseUrl: api,
    request: { fetch: app.fetch({ provider: 'google', userToken }) },
  })
  expect(await rejection(octokit.request('GET /repos/ada/gone'))).toMatchObject({ status: 404 })
})

test('what keeps a call from the provider rejects', async ({ api, app, system }) => {
  const fetch = app.fetch({ provider: 'google', userToken: await system.signIn() })
  expect(await rejection(fetch(`${api}/user`))).toBeInstanceOf(GrantNotFoundError)
})

test('a Request is taken with its method, headers, body and signal', async ({
  api,
  app,
  userToken,
  asked,
}) => {
  const fetch = app.fetch({ provider: 'google', userToken })
  const request = new Request(`${api}/put?a=1`, { method: 'put', body: 'text', headers: { 'x-one': '1' } })
  expect((await fetch(request)).status).toBe(200)
  const last = asked.at(-1)
  expect(last).toMatchObject({ method: 'PUT', path: '/put?a=1', body: 'text' })
  expect(last?.headers).toMatchObject({ 'content-type': 'text/plain;charset=UTF-8', 'x-one': '1' })
  const stopped = new Request(`${api}/user`, { signal: AbortSignal.abort(new Error('stopped')) })
  expect(await rejection(fetch(stopped))).toMatchObject({ message: 'stopped' })
})

test.for([
  ['redirect', { redirect: 'manual' }, 'redirect'],
  ['method', { method: 'TRACE' }, 'method'],
] as const)(
  'an option that the vault does not support is refused by name: %s',
  async ([, init, name], { api, app, userToken, asked }) => {
    const fetch = app.fetch({ provider: 'google', userToken })
    const before = asked.length
    expect(await rejection(fetch(`${api}/user`, init))).toMatchObject({
      name: 'TypeError',
      message: expect.stringContaining(name),
    })
    expect(asked).toHaveLength(before)
  },
)

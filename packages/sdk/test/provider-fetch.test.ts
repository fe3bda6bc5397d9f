import { createServer, type IncomingHttpHeaders } from 'node:http'
import { App, GrantNotFoundError } from '@alter/sdk'
import { Octokit } from '@octokit/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { API_KEY, rejection } from './fake-vault.ts'
import { listen } from './listen.ts'
import { connectAccounts, startSystem, type System, WORK } from './system.ts'

/** A stand-in for GitHub's API, which tells what it was asked. */
const asked: { method: string; path: string; headers: IncomingHttpHeaders; body: string }[] = []
const github = createServer((request, response) => {
  void (async () => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
    const isKnown = request.url !== '/repos/ada/gone'
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(isKnown ? { login: 'ada' } : { message: 'Not Found' }))
  })()
})
let system: System
let api: string
let app: App
let userToken: string

beforeAll(async () => {
  api = `http://localhost:${await listen(github)}`
  system = await startSystem()
  await system.restart({ api_hosts: [new URL(system.provider.google.api).host, new URL(api).host] })
  app = new App({ apiKey: API_KEY, baseUrl: system.vaultUrl })
  userToken = await system.signIn()
  await connectAccounts(system, { app, userToken }, WORK)
})
afterAll(async () => {
  github.closeAllConnections()
  github.close()
  await system.close()
})

test('Octokit calls with the user’s grant, whatever it would authorize itself with', async () => {
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

test('an answer of any status resolves: Octokit makes its own error of it', async () => {
  const octokit = new Octokit({
    baseUrl: api,
    request: { fetch: app.fetch({ provider: 'google', userToken }) },
  })
  expect(await rejection(octokit.request('GET /repos/ada/gone'))).toMatchObject({ status: 404 })
})

test('what keeps a call from the provider rejects', async () => {
  const fetch = app.fetch({ provider: 'google', userToken: await system.signIn() })
  expect(await rejection(fetch(`${api}/user`))).toBeInstanceOf(GrantNotFoundError)
})

test('a Request is taken with its method, headers, body and signal', async () => {
  const fetch = app.fetch({ provider: 'google', userToken })
  const request = new Request(`${api}/put?a=1`, { method: 'put', body: 'text', headers: { 'x-one': '1' } })
  expect((await fetch(request)).status).toBe(200)
  const last = asked.at(-1)
  expect(last).toMatchObject({ method: 'PUT', path: '/put?a=1', body: 'text' })
  expect(last?.headers).toMatchObject({ 'content-type': 'text/plain;charset=UTF-8', 'x-one': '1' })
  const stopped = new Request(`${api}/user`, { signal: AbortSignal.abort(new Error('stopped')) })
  expect(await rejection(fetch(stopped))).toMatchObject({ message: 'stopped' })
})

test.each([
  ['redirect', { redirect: 'manual' }, 'redirect'],
  ['method', { method: 'TRACE' }, 'method'],
] as const)('what the vault cannot do is refused by name: %s', async (_, init, name) => {
  const fetch = app.fetch({ provider: 'google', userToken })
  const before = asked.length
  expect(await rejection(fetch(`${api}/user`, init))).toMatchObject({
    name: 'TypeError',
    message: expect.stringContaining(name),
  })
  expect(asked).toHaveLength(before)
})

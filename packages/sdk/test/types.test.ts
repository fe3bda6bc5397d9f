import {
  Agent,
  alterRoutes,
  App,
  isAlterError,
  withUser,
  type AlterError,
  type AmbiguousGrantError,
  type AuthenticationError,
  type ConnectSession,
  type ErrorOf,
  type Grant,
  type GrantAccount,
  type Method,
  type NetworkError,
  type PolicyError,
  type ProviderApiError,
  type RequestOptions,
  type TimeoutError,
} from '@alter/sdk'
import { alterRoutes as expressRoutes } from '@alter/sdk/express'
import { alterRoutes as honoRoutes } from '@alter/sdk/hono'
import { alterRoutes as fastifyRoutes } from '@alter/sdk/fastify'
import { alterRoutes as nextRoutes } from '@alter/sdk/next'
import express from 'express'
import fastify from 'fastify'
import { type Context, Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { cookies } from 'next/headers.js'
import { expect, expectTypeOf, test } from 'vitest'
import { API_KEY } from './fake-vault.ts'

const AGENT_KEY = 'alter_key_agent_5f1c2ab94d0e7788'

const app = new App({ apiKey: API_KEY })

test('a request names a provider or a grant, never both and never neither', () => {
  expectTypeOf({ provider: 'google', account: 'a' }).toExtend<RequestOptions>()
  expectTypeOf({ grantId: 'g1' }).toExtend<RequestOptions>()
  expectTypeOf({ provider: 'google', grantId: 'g1' }).not.toExtend<RequestOptions>()
  expectTypeOf({ grantId: 'g1', account: 'a' }).not.toExtend<RequestOptions>()
  expectTypeOf({}).not.toExtend<RequestOptions>()
  expectTypeOf<App['request']>().returns.resolves.toEqualTypeOf<Response>()
})

test('a token that may be missing must be dealt with, not passed on', () => {
  const token = process.env.NO_SUCH_TOKEN
  expect([
    // @ts-expect-error undefined would leave the choice of the user to something else
    () => app.request('GET', 'https://api.test/', { provider: 'google', userToken: token }),
    // @ts-expect-error
    () => app.createConnectSession({ userToken: token }),
    // @ts-expect-error
    () => withUser(token, () => 1),
  ]).toHaveLength(3)
})

test('what is meant for the inside is out of reach', () => {
  const agent = new Agent({ apiKey: AGENT_KEY })
  expect([
    // @ts-expect-error what an agent's calls are noted with comes from trace()
    () => new Agent({ apiKey: AGENT_KEY }, { runId: 'r' }),
    // @ts-expect-error
    () => app.vaultDocuments,
    // @ts-expect-error
    () => app.ask,
    // @ts-expect-error
    () => agent.vaultDocuments,
  ]).toHaveLength(4)
  expect(Agent).toHaveLength(1)
  expect(Reflect.ownKeys(app)).toEqual(['keys', 'agents'])
  expect(Reflect.ownKeys(agent.trace({ tool: 'x' }))).toEqual([])
})

test('a session is of a user or, spelled out, of the app', () => {
  expect([
    () => app.createConnectSession({ userToken: 'eyJ', allowedProviders: ['google'] }),
    () => app.createConnectSession({ principal: 'app' }),
    // @ts-expect-error one or the other
    () => app.createConnectSession({ principal: 'app', userToken: 'eyJ' }),
    // @ts-expect-error the names of the wire are for the wire
    () => app.createConnectSession({ allowed_providers: ['google'] }),
  ]).toHaveLength(4)
  expectTypeOf<App['createConnectSession']>().returns.resolves.toEqualTypeOf<ConnectSession>()
})

test('methods are those of HTTP, in capitals', () => {
  expectTypeOf<'get'>().not.toExtend<Method>()
  expectTypeOf<'DELETE'>().toExtend<Method>()
})

test('isAlterError narrows to the class of the code', () => {
  expectTypeOf<ErrorOf<'ambiguous_grant'>>().toEqualTypeOf<AmbiguousGrantError>()
  expectTypeOf<ErrorOf<'invalid_api_key'>>().toEqualTypeOf<AuthenticationError>()
  expectTypeOf<ErrorOf<'provider_api_error'>>().toEqualTypeOf<ProviderApiError>()
  expectTypeOf<ErrorOf<'timeout'>>().toEqualTypeOf<NetworkError | TimeoutError>()
  expectTypeOf<ErrorOf<'internal_error'>>().toEqualTypeOf<AlterError>()
  const error: unknown = undefined
  if (isAlterError(error, 'ambiguous_grant')) expectTypeOf(error.accounts).toEqualTypeOf<GrantAccount[]>()
  if (isAlterError(error, 'policy_violation')) expectTypeOf(error.policyError).toEqualTypeOf<PolicyError>()
  if (isAlterError(error)) expectTypeOf(error).toEqualTypeOf<AlterError>()
  // @ts-expect-error no such code
  expect(isAlterError(error, 'no_such_code')).toBe(false)
})

test('grants() is iterated as Grant', () => {
  expectTypeOf(app.grants()).toExtend<AsyncIterable<Grant>>()
})

test('withUser answers what its function answers', () => {
  expectTypeOf(withUser('eyJ', () => 7)).toEqualTypeOf<number>()
  expectTypeOf(withUser('eyJ', async () => 'x')).toEqualTypeOf<Promise<string>>()
})

test('the routes fit their frameworks', () => {
  const options = { app, origins: ['https://app.test'], userToken: () => null }
  expectTypeOf(alterRoutes(options)).toEqualTypeOf<(request: Request) => Promise<Response>>()
  new Hono().all('/api/alter/*', honoRoutes(options))
  express().use('/api/alter', expressRoutes(options))
})

test('14.6 userToken reads as one is used to in each framework, without type arguments', () => {
  const rest = { app, origins: ['https://app.test'] }
  const server = express()
  server.use(expressRoutes({ ...rest, userToken: (req) => req.cookies.session }))
  server.use(expressRoutes({ ...rest, userToken: (req) => req.headers.authorization?.slice(7) }))
  server.use(expressRoutes({ ...rest, userToken: (req: express.Request) => req.get('authorization') }))
  server.use(expressRoutes({ ...rest, userToken: (_, req) => req.cookies.token }))
  const hono = new Hono<{ Variables: { user: string } }>()
  hono.all('/api/alter/*', honoRoutes({ ...rest, userToken: (c) => c.get('user') }))
  hono.all('/api/alter/*', honoRoutes({ ...rest, userToken: (_, c) => c.get('user') }))
  hono.all('/api/alter/*', honoRoutes({ ...rest, userToken: (c) => getCookie(c, 'session') }))
  hono.all('/api/alter/*', honoRoutes({ ...rest, userToken: (_, c) => getCookie(c, 'session') }))
  hono.all('/api/alter/*', honoRoutes({ ...rest, userToken: (c) => c.req.header('authorization') }))
  hono.all(
    '/api/alter/*',
    honoRoutes({ ...rest, userToken: (_, c: Context<{ Variables: { user: string } }>) => c.var.user }),
  )
  const lines = fastify()
  lines.register(fastifyRoutes({ ...rest, userToken: ({ headers }) => headers.authorization?.slice(7) }))
  lines.register(fastifyRoutes({ ...rest, userToken: (request) => request.cookies.session }))
  lines.register(fastifyRoutes({ ...rest, userToken: (_, request) => request.headers.authorization }))
  expectTypeOf(
    nextRoutes({ ...rest, userToken: async () => (await cookies()).get('session')?.value }),
  ).toHaveProperty('POST')
  expectTypeOf(
    alterRoutes({ ...rest, userToken: (request) => request.headers.get('authorization') }),
  ).toBeFunction()
})

test('14.6 what may be missing may be written as undefined', () => {
  const account: string | undefined = process.env['NO_SUCH_ACCOUNT']
  const provider: string = process.env['NO_SUCH_PROVIDER'] ?? 'google'
  expect([
    () =>
      app.request('GET', 'https://api.test/', { provider, account, reason: undefined, timeout: undefined }),
    () =>
      app.request('GET', 'https://api.test/', { provider: 'google', grantId: undefined, headers: undefined }),
    () => app.createConnectSession({ grantId: account, accountHint: account, returnUrl: account }),
    () => app.listGrants({ provider: account, limit: undefined }),
    () => app.revokeGrant('g1', { reason: account }),
    () => new App({ apiKey: account, baseUrl: account, baseURL: account, timeout: undefined }),
  ]).toHaveLength(6)
})

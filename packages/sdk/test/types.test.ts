import {
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
import express from 'express'
import { Hono } from 'hono'
import { expect, expectTypeOf, test } from 'vitest'
import { API_KEY } from './fake-vault.ts'

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

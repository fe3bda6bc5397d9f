import { App } from '@alter/sdk'
import { alterRoutes, type NextContext } from '@alter/sdk/next'
import { NextRequest } from 'next/server.js'
import { expect, expectTypeOf, test } from 'vitest'
import { API_KEY } from './fake-vault.ts'

const app = new App({ apiKey: API_KEY })
const origins = ['https://app.test']

test("Next's request and the route's parameters reach userToken", async () => {
  const seen: unknown[] = []
  const { GET } = alterRoutes({
    app,
    origins,
    userToken: async (request, { params }) => {
      seen.push(request instanceof NextRequest && request.cookies.get('sid')?.value, await params)
      return undefined
    },
  })
  const request = new NextRequest('https://app.test/api/alter/connections', {
    headers: { cookie: 'sid=ada' },
  })
  const response = await GET(request, { params: Promise.resolve({ path: ['connections'] }) })
  expect(response.status).toBe(401)
  expect(seen).toEqual(['ada', { path: ['connections'] }])
})

test('a route of another place says where it is', async () => {
  const { POST } = alterRoutes({ app, origins, userToken: () => 'eyJ.ada' })
  const response = await POST(new NextRequest('https://app.test/lost/session', { method: 'POST' }), {})
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ detail: expect.stringContaining('/api/alter') })
})

test('the handlers are what Next checks a route for', () => {
  const handlers = alterRoutes({ app, origins, userToken: () => 'eyJ.ada' })
  // What `next build` writes for a route of its own and compiles.
  interface RouteHandlerConfig {
    [method: string]: (
      request: NextRequest,
      context: { params: Promise<{ path: string[] }> },
    ) => Promise<Response | void> | Response | void
  }
  expectTypeOf(handlers).toExtend<RouteHandlerConfig>()
  expectTypeOf<{ params: Promise<{ path: string[] }> }>().toExtend<NextContext>()
})

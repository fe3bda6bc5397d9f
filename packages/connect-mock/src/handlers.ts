import { connectPage } from '@alter/connect-page'
import type { ConnectionList, ProviderList } from '@alter/protocol'
import { http, type HttpHandler } from 'msw'
import { readFields, readText } from './body.ts'
import { answer, MockProblem } from './problem.ts'
import { PROVIDERS } from './provider.ts'
import type { SessionProof } from './sessions.ts'
import type { MockVault } from './vault.ts'

export interface Routes {
  /** Path of the Connect page. */
  page: string
  /** Path of the app's own routes, as `alterRoutes` of `@alter/sdk` mounts them. */
  basePath: string
}

/** The app's `/api/alter/*`, the vault's endpoints for the Connect page, on every host. */
export function createHandlers(vault: MockVault, routes: Routes): HttpHandler[] {
  return [...appHandlers(vault, routes), ...pageHandlers(vault, routes)]
}

function appHandlers(vault: MockVault, { page, basePath }: Routes): HttpHandler[] {
  const api = `*${basePath}`
  return [
    http.post(`${api}/session`, ({ request }) =>
      answer(async () => {
        const { provider, grant_id, account_hint } = await readFields(request)
        // A service worker is not shown the Origin of a request to its own origin.
        const origin = request.headers.get('origin') ?? new URL(request.url).origin
        return vault.mint(
          {
            ...(provider !== undefined && { provider }),
            ...(grant_id !== undefined && { grant_id }),
            ...(account_hint !== undefined && { account_hint }),
          },
          { origin, page: new URL(page, request.url).href },
        )
      }, 201),
    ),
    http.get(`${api}/providers`, ({ request }) =>
      answer((): ProviderList => ({ providers: vault.providers(new URL(request.url).origin) })),
    ),
    http.get(`${api}/connections`, () => answer((): ConnectionList => ({ connections: vault.grants() }))),
    http.put(`${api}/connections/:id/default`, ({ params }) =>
      answer(() => vault.setDefault(String(params['id']))),
    ),
    http.delete(`${api}/connections/:id`, ({ params }) => answer(() => vault.revoke(String(params['id'])))),
  ]
}

function pageHandlers(vault: MockVault, { page }: Routes): HttpHandler[] {
  const session = `*${page}/session`
  return [
    http.get(`*${page}/assets/:name`, ({ params }) => {
      const asset = connectPage.assets[String(params['name'])]
      return asset === undefined
        ? new Response('Not found', { status: 404 })
        : new Response(asset.body, { headers: { 'content-type': asset.type } })
    }),
    http.get('*/sdk/providers/:id/logo.svg', ({ params }) => {
      const provider = PROVIDERS.find(({ id }) => id === params['id'])
      return provider === undefined
        ? new Response('Not found', { status: 404 })
        : new Response(provider.logo, { headers: { 'content-type': 'image/svg+xml' } })
    }),
    http.post(`${session}/start`, ({ request }) => answer(async () => vault.start(await proofOf(request)))),
    http.post(`${session}/authorize`, ({ request }) =>
      answer(async () => {
        const proof = await proofOf(request.clone())
        const { provider = '' } = await readFields(request)
        return vault.authorize(proof, { provider })
      }),
    ),
    http.post(`${session}/complete`, ({ request }) =>
      answer(async () => vault.complete(await proofOf(request))),
    ),
    http.post(`${session}/cancel`, ({ request }) => answer(async () => vault.cancel(await proofOf(request)))),
    http.post(`${session}/result`, ({ request }) =>
      answer(async () => {
        const wait = Number(new URL(request.url).searchParams.get('wait') ?? 0)
        return vault.result(await readText(request), Math.min(25, Math.max(0, wait)) * 1000)
      }),
    ),
  ]
}

/** The token as Bearer or as text, or the id; the mock has no browser cookie to check. */
async function proofOf(request: Request): Promise<SessionProof> {
  const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) return { token: bearer }
  if (request.headers.get('content-type')?.startsWith('text/plain') === true)
    return { token: await readText(request) }
  const { session_id } = await readFields(request)
  if (session_id === undefined)
    throw new MockProblem('invalid_token', 'Neither a token nor a session id was sent')
  return { id: session_id }
}

import { connectPage } from '@alter/connect-page'
import { http, type HttpHandler } from 'msw'
import { problemResponse, MockProblem } from '../problem.ts'
import type { MockVault } from '../vault/vault.ts'
import { anywhere, type Routes } from './routes.ts'

/** The Connect page's scripts and styles, and the providers' logos. */
export function assetHandlers(vault: MockVault, { page }: Routes): HttpHandler[] {
  return [
    http.get(`${anywhere(page)}/assets/:name`, ({ params }) => {
      const name = String(params['name'])
      const asset = Object.hasOwn(connectPage.assets, name) ? connectPage.assets[name] : undefined
      return asset === undefined
        ? missing()
        : new Response(asset.body, { headers: { 'content-type': asset.type } })
    }),
    http.get('*/sdk/providers/:id/logo.svg', ({ params }) => {
      const logo = vault.logo(String(params['id']))
      return logo === undefined
        ? missing()
        : new Response(logo, { headers: { 'content-type': 'image/svg+xml' } })
    }),
  ]
}

function missing(): Response {
  return problemResponse(new MockProblem('not_found', 'There is no such asset.'))
}

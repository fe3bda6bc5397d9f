import type { ProviderList } from '@alter/protocol'
import { Hono } from 'hono'
import type { App } from './config/settings.ts'
import type { Callers } from './identity/caller.ts'
import { ProblemError } from './problem.ts'
import { catalog } from './providers/catalog/catalog.ts'
import { describeProvider } from './providers/describe.ts'
import { drawLogo } from './providers/logo.ts'

/** Serves an app's catalog to its backend, and the logos to everybody. */
export function providerRoutes(apps: App[], publicUrl: string, callers: Callers): Hono {
  return new Hono()
    .get('/sdk/providers', async (context) => {
      const app = await callers.app(context.req.raw)
      const list: ProviderList = {
        providers: [...app.providers.values()].map((provider) => ({
          ...describeProvider(provider, publicUrl),
          api_hosts: provider.api_hosts,
        })),
      }
      return context.json(list)
    })
    .get('/sdk/providers/:id/logo.svg', (context) => {
      const id = context.req.param('id')
      const entry = catalog.get(id) ?? apps.find(({ providers }) => providers.has(id))?.providers.get(id)
      if (!entry) throw new ProblemError('not_found', 'There is no such logo.')
      return context.body(drawLogo(id, entry.name), 200, {
        'content-type': 'image/svg+xml',
        'cache-control': 'public, max-age=86400',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        // Pages of the apps show the logo.
        'cross-origin-resource-policy': 'cross-origin',
      })
    })
}

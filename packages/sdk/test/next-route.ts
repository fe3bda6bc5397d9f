import { AsyncLocalStorage } from 'node:async_hooks'
import type { AppRouteHandlers } from 'next/dist/server/route-modules/app-route/module.js'
import { onTestFinished } from 'vitest'

/**
 * Next's own module of an App Router route, driven as its server does after a build: it chooses the handler of the
 * method, answers 405 without one, and passes a `NextRequest`. Next replaces Node's `fetch`; the test restores it at its
 * end.
 */
export async function startNextRoute(
  handlers: AppRouteHandlers,
): Promise<(request: Request, path: string[]) => Promise<Response>> {
  const { fetch } = globalThis
  onTestFinished(() => {
    globalThis.fetch = fetch
    Reflect.deleteProperty(globalThis, Symbol.for('next-patch'))
  })
  // Next's server sets this before it loads anything else.
  Object.assign(globalThis, { AsyncLocalStorage })
  const { AppRouteRouteModule } = await import('next/dist/server/route-modules/app-route/module.js')
  const { NextRequest } = await import('next/server.js')
  const userland = { ...handlers, generateStaticParams: undefined }
  const page = '/api/alter/[...path]'
  const module = new AppRouteRouteModule({
    userland: () => userland,
    getUserland: () => userland,
    definition: {
      // A value of an ambient const enum, which cannot be named here.
      kind: JSON.parse('"APP_ROUTE"'),
      page: `${page}/route`,
      pathname: page,
      filename: 'route',
      bundlePath: `app${page}/route`,
    },
    distDir: '.next',
    relativeProjectDir: '',
    resolvedPagePath: `app${page}/route.ts`,
    nextConfigOutput: undefined,
  })
  return (request, path) =>
    module.handle(new NextRequest(request.url, initOf(request)), {
      params: { path },
      previewProps: { previewModeId: '', previewModeEncryptionKey: '', previewModeSigningKey: '' },
      sharedContext: { buildId: 'test', deploymentId: '' },
      renderOpts: {
        cacheComponents: false,
        cacheLifeProfiles: { default: { stale: 0, revalidate: 0, expire: 0 } },
        experimental: { authInterrupts: false, useCacheTimeout: 0, durableUseCacheEntries: false },
        onAfterTaskError: undefined,
        onClose: () => {},
        staticPageGenerationTimeout: 60,
        validationLevel: 'warning',
        waitUntil: undefined,
      },
    })
}

function initOf({ method, headers, body }: Request) {
  return method === 'GET' || method === 'HEAD'
    ? { method, headers }
    : { method, headers, body, duplex: 'half' as const }
}

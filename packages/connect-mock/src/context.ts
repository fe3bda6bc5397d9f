import type { BrowserContext, Request as Asked, Route } from '@playwright/test'
import { getResponse } from 'msw'
import { ONLY_ONE } from './handlers/browsers.ts'
import { bodyOf, carryBodies } from './handlers/carried-body.ts'
import { documentHandlers } from './handlers/document-handlers.ts'
import { createHandlers } from './handlers/handlers.ts'
import type { Routes } from './handlers/routes.ts'
import { controlsOf, routesOf, worldOf, type MockControls, type MockOptions } from './mock.ts'
import { createMockVault } from './vault/vault.ts'
import type { ScenarioName } from './world/scenario.ts'
import { memoryStore } from './world/store.ts'

/** Options of `mockContext()`. */
export type ContextMockOptions = MockOptions

/** Controls the mocked world of a Playwright context. */
export interface ContextMock extends Omit<MockControls, 'use'> {
  /**
   * Forgets everything, including conditions, and begins another scenario. Resolves when every page of the context
   * knows it.
   */
  use(scenario: ScenarioName): Promise<void>
  /** Stops answering requests. */
  stop(): Promise<void>
}

/** Runs in every page. `alterMockBlocks` is the number of further windows that the browser blocks. */
const BLOCK_WINDOWS = `{
  const { open } = window
  window.open = (...target) => {
    if (!window.alterMockBlocks) return open.apply(window, target)
    window.alterMockBlocks -= 1
    return null
  }
}`

/**
 * Mocks the vault for all pages of a Playwright context, including popups. Requests are answered outside of the
 * browser, so the app needs no worker and no code for the mock.
 * @example
 * const mock = await mockContext(context, { scenario: 'denied' })
 */
export async function mockContext(
  context: BrowserContext,
  options: ContextMockOptions = {},
): Promise<ContextMock> {
  const vault = createMockVault(memoryStore(), worldOf(options))
  const routes: Routes = { ...routesOf(options), browsers: ONLY_ONE }
  const handlers = [
    ...(options.handlers?.(vault) ?? []),
    ...createHandlers(vault, routes),
    ...documentHandlers(vault, routes),
  ]

  async function use(scenario: ScenarioName): Promise<void> {
    vault.reset(scenario)
    const content = `window.alterMockBlocks = ${vault.scenario().window === 'blocked' ? 1 : 0}`
    await context.addInitScript({ content })
    await Promise.all(context.pages().map((page) => page.evaluate(content)))
  }

  async function onRoute(route: Route): Promise<void> {
    const asked = route.request()
    if (vault.scenario().user === 'closes' && new URL(asked.url()).pathname.endsWith('/session/authorize')) {
      await asked.frame().page().close()
      return
    }
    const request = await toRequest(asked).catch((error: unknown) => {
      // The request may still arrive after its page is gone.
      if (asked.frame().page().isClosed()) return undefined
      throw error
    })
    if (request === undefined) return
    const response = await getResponse(handlers, request)
    // A poll may still wait after its page is gone.
    await deliver(route, response).catch(() => {})
  }

  await context.addInitScript({ content: BLOCK_WINDOWS })
  if (context.browser()?.browserType().name() === 'firefox') {
    await context.addInitScript({ content: carryBodies(routes) })
  }
  await use(options.scenario ?? 'success')
  await context.route('**/*', onRoute)
  return { ...controlsOf(vault), use, stop: () => context.unroute('**/*', onRoute) }
}

async function deliver(route: Route, response: Response | undefined): Promise<void> {
  if (response === undefined) return route.fallback()
  if (response.type === 'error') return route.abort('internetdisconnected')
  const { status, headers } = response
  const body = Buffer.from(await response.arrayBuffer())
  return route.fulfill({ status, headers: Object.fromEntries(headers), body })
}

async function toRequest(asked: Asked): Promise<Request> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(await asked.allHeaders())) {
    if (!name.startsWith(':')) headers.append(name, value)
  }
  const method = asked.method()
  const body = method === 'GET' || method === 'HEAD' ? null : (asked.postData() ?? bodyOf(headers))
  return new Request(asked.url(), { method, headers, body })
}

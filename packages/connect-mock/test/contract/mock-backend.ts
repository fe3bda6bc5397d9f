import { http } from 'msw'
import { answer, setupAlterMock } from '@alter/connect-mock/node'
import type { Backend } from './backend.ts'
import { APP, PAGE } from './places.ts'

/** A provider of the vault's catalog. */
const SHOP = {
  name: 'shop',
  label: 'Shop name, as in its myshopify.com address',
  labels: Object.fromEntries(
    ['en', 'de', 'es', 'fr', 'ja', 'zh-CN'].map((language) => [language, 'Shop name']),
  ),
  placeholder: 'my-shop',
  pattern: '[a-z0-9][a-z0-9-]{0,59}',
}

/** The mock, reached through the global `fetch` as by an app's page. */
export async function mockBackend(): Promise<Backend> {
  const mock = setupAlterMock({
    page: PAGE,
    origins: [APP],
    providers: { acme: { name: 'Acme', scopes: ['repo'] }, shopify: { name: 'Shopify', fields: [SHOP] } },
    handlers: (vault) => [
      http.get(`${APP}/api/calendar`, ({ request }) =>
        answer(() => {
          const account = new URL(request.url).searchParams.get('account')
          const grant = vault.grantFor({ provider: 'google', ...(account !== null && { account }) })
          return { account: grant.account_identifier }
        }),
      ),
    ],
  })
  await mock.start()
  return {
    fetch: (request) => fetch(request),
    async consent(authorizationUrl, choice) {
      const state = new URL(authorizationUrl).searchParams.get('state') ?? ''
      return mock.vault.decide(state, choice).location
    },
    pass: (seconds) => mock.advance(seconds),
    signOut() {
      for (const endpoint of ['session', 'providers', 'connections'] as const) {
        mock.fail(endpoint, 'user_token_required')
      }
    },
    async refuseCalls() {
      mock.use('policy-denied')
    },
    async close() {
      mock.stop()
    },
  }
}

import { createHmac } from 'node:crypto'
import { equalDigests } from '../crypto/hash.ts'
import { ProviderFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/**
 * Checks that Shopify sent the browser back with this code, for the requested shop. `state` reveals a replay. Throws a
 * `ProviderFailure`.
 * @see https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 */
export function assertSigned(provider: Provider, { searchParams }: URL): void {
  // A refusal without a code has nothing to exchange, so it needs no signature.
  if (provider.callback_signature === null || !searchParams.has('code')) return
  const { hmac, ...signed } = Object.fromEntries(searchParams)
  const isAmbiguous = Object.keys(signed).length + 1 !== searchParams.size
  const isOfShop = signed['shop'] === `${provider.values['shop']}.myshopify.com`
  const expected = signatureOf(signed, provider.client_secret ?? '')
  if (hmac === undefined || isAmbiguous || !isOfShop || !equalDigests(hmac, expected)) {
    throw new ProviderFailure('provider_error', `${provider.name} did not sign this answer.`)
  }
}

function signatureOf(parameters: Record<string, string>, secret: string): string {
  const message = new URLSearchParams(parameters)
  message.sort()
  return createHmac('sha256', secret).update(message.toString().replaceAll('+', '%20')).digest('hex')
}

import type { ProviderInfo } from '@alter/protocol'
import type { Provider } from './provider.ts'

/** Where a provider's logo is served. */
export function logoUrl(publicUrl: string, provider: string): string {
  return `${publicUrl}/sdk/providers/${encodeURIComponent(provider)}/logo.svg`
}

/** A provider as told to backends and to the Connect page. */
export function describeProvider(provider: Provider, publicUrl: string): ProviderInfo {
  return {
    id: provider.id,
    name: provider.name,
    logo_url: logoUrl(publicUrl, provider.id),
    scopes: provider.scopes,
    ...(Object.keys(provider.scope_labels).length > 0 && { scope_labels: provider.scope_labels }),
    fields: provider.fields,
  }
}

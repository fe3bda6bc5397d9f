import type { ProviderInfo } from '@alter/protocol'
import { localizedTexts, plainLabels } from './localized.ts'
import type { Provider } from './provider.ts'

/** Address of a provider's logo. */
export function logoUrl(publicUrl: string, provider: string): string {
  return `${publicUrl}/sdk/providers/${encodeURIComponent(provider)}/logo.svg`
}

/** A provider as backends and the Connect page receive it. */
export function describeProvider(provider: Provider, publicUrl: string): ProviderInfo {
  const localized = localizedTexts(provider)
  return {
    id: provider.id,
    name: provider.name,
    logo_url: logoUrl(publicUrl, provider.id),
    scopes: provider.scopes,
    ...(Object.keys(provider.scope_labels).length > 0 && {
      scope_labels: plainLabels(provider.scope_labels),
    }),
    fields: provider.fields,
    ...(Object.keys(localized).length > 0 && { localized }),
    ...(provider.manage_url !== null && !endsAtProvider(provider) && { manage_url: provider.manage_url }),
  }
}

/** Whether revoking here also ends the access at the provider. */
function endsAtProvider(provider: Provider): boolean {
  const isDiscovered = provider.authorization_endpoint === undefined || provider.token_endpoint === undefined
  return provider.revocation_ends_access && (provider.revocation_endpoint !== undefined || isDiscovered)
}

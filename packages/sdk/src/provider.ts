import type * as wire from '@alter/protocol'
import type { Fields } from './fields.ts'
import { present } from './present.ts'

/** A provider that this app may connect. */
export interface Provider {
  /** Such as `google`. */
  id: string
  /** As people write it. */
  name: string
  /** An SVG that follows the reader's colour scheme. */
  logoUrl: string
  /** Scopes the operator asks for. */
  scopes: string[]
  /** What a scope allows, in the operator's words for their users; by scope, where the operator has any. */
  scopeLabels?: Record<string, string>
  /** What must be known before the start, such as a shop's name. */
  fields: ProviderField[]
  /** Hosts of its API, which `request` may call; a custom provider's may be internal names. Absent from an older vault. */
  apiHosts?: string[]
  /** What people read, by language: words for the scopes, labels of the fields. Absent from an older vault. */
  localized?: Record<string, ProviderTexts>
  /** Where users end what they gave to apps; present where disconnecting does not end it at the provider. */
  manageUrl?: string
}

/** What a provider's scopes and fields are called in one language. */
export interface ProviderTexts {
  /** What each scope allows, by scope. Absent where nobody wrote it. */
  scopeLabels?: Record<string, string>
  /** What each field is called, by its name. Absent where nobody wrote it. */
  fieldLabels?: Record<string, string>
}

/** What the user must say before connecting, such as the name of a shop. */
export type ProviderField = wire.ProviderField

export function readProviders(fields: Fields): Provider[] {
  return fields.list('providers', readProvider)
}

function readProvider(fields: Fields): Provider {
  return present({
    id: fields.text('id'),
    name: fields.text('name'),
    logoUrl: fields.text('logo_url'),
    scopes: fields.texts('scopes'),
    scopeLabels: fields.optionalTextMap('scope_labels'),
    fields: fields.list('fields', readField),
    apiHosts: fields.optionalTexts('api_hosts'),
    localized: fields.optionalMap('localized', readTexts),
    manageUrl: fields.optionalText('manage_url'),
  })
}

function readTexts(fields: Fields): ProviderTexts {
  return present({
    scopeLabels: fields.optionalTextMap('scope_labels'),
    fieldLabels: fields.optionalTextMap('field_labels'),
  })
}

function readField(fields: Fields): ProviderField {
  return present({
    name: fields.text('name'),
    label: fields.text('label'),
    placeholder: fields.optionalText('placeholder'),
    pattern: fields.optionalText('pattern'),
  })
}

export function providerToWire(provider: Provider): wire.ProviderInfo {
  return present({
    id: provider.id,
    name: provider.name,
    logo_url: provider.logoUrl,
    scopes: provider.scopes,
    scope_labels: provider.scopeLabels,
    fields: provider.fields,
    localized:
      provider.localized &&
      Object.fromEntries(
        Object.entries(provider.localized).map(([language, { scopeLabels, fieldLabels }]) => [
          language,
          present({ scope_labels: scopeLabels, field_labels: fieldLabels }),
        ]),
      ),
    manage_url: provider.manageUrl,
  })
}

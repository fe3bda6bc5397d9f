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

export function parseProviders(fields: Fields): wire.ProviderInfo[] {
  return fields.list('providers', parseProvider)
}

function parseProvider(fields: Fields): wire.ProviderInfo {
  return present({
    id: fields.text('id'),
    name: fields.text('name'),
    logo_url: fields.text('logo_url'),
    scopes: fields.texts('scopes'),
    scope_labels: fields.optionalTextMap('scope_labels'),
    fields: fields.list('fields', parseField),
    api_hosts: fields.optionalTexts('api_hosts'),
    localized: fields.optionalMap('localized', parseTexts),
    manage_url: fields.optionalText('manage_url'),
  })
}

function parseTexts(fields: Fields): wire.ProviderTexts {
  return present({
    scope_labels: fields.optionalTextMap('scope_labels'),
    field_labels: fields.optionalTextMap('field_labels'),
  })
}

function parseField(fields: Fields): wire.ProviderField {
  return present({
    name: fields.text('name'),
    label: fields.text('label'),
    placeholder: fields.optionalText('placeholder'),
    pattern: fields.optionalText('pattern'),
  })
}

export function providerOf(document: wire.ProviderInfo): Provider {
  return present({
    id: document.id,
    name: document.name,
    logoUrl: document.logo_url,
    scopes: document.scopes,
    scopeLabels: document.scope_labels,
    fields: document.fields,
    apiHosts: document.api_hosts,
    localized:
      document.localized &&
      Object.fromEntries(
        Object.entries(document.localized).map(([language, texts]) => [language, textsOf(texts)]),
      ),
    manageUrl: document.manage_url,
  })
}

function textsOf(document: wire.ProviderTexts): ProviderTexts {
  return present({ scopeLabels: document.scope_labels, fieldLabels: document.field_labels })
}

import type * as wire from '@alter/protocol'
import type { Fields } from '../fields.ts'
import { present } from '../present.ts'

/** A provider that this app may connect. */
export interface Provider {
  /** Id, such as `google`. */
  id: string
  /** Name that people read. */
  name: string
  /** An SVG that follows the reader's colour scheme. */
  logoUrl: string
  /** Scopes the operator asks for. */
  scopes: string[]
  /** Descriptions of scopes in the operator's words, by scope. Absent when there are none. */
  scopeLabels?: Record<string, string>
  /** Questions for the user before connecting, such as a shop's name. */
  fields: ProviderField[]
  /**
   * Hosts of its API that `request` may call. Those of a custom provider may be internal names. Absent from an older
   * vault.
   */
  apiHosts?: string[]
  /** Descriptions of scopes and labels of fields, by language. Absent from an older vault. */
  localized?: Record<string, ProviderTexts>
  /** Page where users end the access of apps. Absent when disconnecting ends it at the provider. */
  manageUrl?: string
}

/** The texts for a provider's scopes and fields in one language. */
export interface ProviderTexts {
  /** Descriptions of scopes, by scope. Absent when there are none. */
  scopeLabels?: Record<string, string>
  /** Labels of fields, by name. Absent when there are none. */
  fieldLabels?: Record<string, string>
}

/** A question for the user before connecting, such as the name of a shop. */
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

import type * as wire from '@alter/protocol'
import type { Fields } from './fields.ts'
import { present } from './present.ts'

/** A provider that this app may connect. */
export interface Provider {
  /** Such as `google`. */
  id: string
  name: string
  /** An SVG that follows the reader's colour scheme. */
  logoUrl: string
  /** Scopes the operator asks for. */
  scopes: string[]
  /** What must be known before the start, such as a shop's name. */
  fields: ProviderField[]
}

export type ProviderField = wire.ProviderField

export const readProviders = (fields: Fields): Provider[] => fields.list('providers', readProvider)

const readProvider = (fields: Fields): Provider => ({
  id: fields.text('id'),
  name: fields.text('name'),
  logoUrl: fields.text('logo_url'),
  scopes: fields.texts('scopes'),
  fields: fields.list('fields', readField),
})

const readField = (fields: Fields): ProviderField =>
  present({
    name: fields.text('name'),
    label: fields.text('label'),
    placeholder: fields.optionalText('placeholder'),
    pattern: fields.optionalText('pattern'),
  })

export const providerToWire = (provider: Provider): wire.ProviderInfo => ({
  id: provider.id,
  name: provider.name,
  logo_url: provider.logoUrl,
  scopes: provider.scopes,
  fields: provider.fields,
})

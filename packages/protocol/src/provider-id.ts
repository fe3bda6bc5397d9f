/** The providers in the catalog of the vault. */
export type CatalogId =
  | 'airtable'
  | 'asana'
  | 'atlassian'
  | 'box'
  | 'discord'
  | 'dropbox'
  | 'figma'
  | 'github'
  | 'gitlab'
  | 'google'
  | 'hubspot'
  | 'linear'
  | 'microsoft'
  | 'notion'
  | 'salesforce'
  | 'shopify'
  | 'slack'
  | 'spotify'
  | 'stripe'
  | 'zoom'

/** Id of a provider: one of the catalog, which editors complete, or one that the operator configured. */
export type ProviderId = CatalogId | (string & {})

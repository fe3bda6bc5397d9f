/** The providers that the vault knows by name. */
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

/** Id of a provider: one of the catalog, which an editor completes, or one that the operator made. */
export type ProviderId = CatalogId | (string & {})

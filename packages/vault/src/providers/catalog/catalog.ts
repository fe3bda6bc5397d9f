import type { CatalogId } from '@alter/protocol'
import type { ProviderEntry } from '../entry.ts'
import { airtable } from './airtable.ts'
import { asana } from './asana.ts'
import { atlassian } from './atlassian.ts'
import { box } from './box.ts'
import { discord } from './discord.ts'
import { dropbox } from './dropbox.ts'
import { figma } from './figma.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { google } from './google.ts'
import { hubspot } from './hubspot.ts'
import { linear } from './linear.ts'
import { microsoft } from './microsoft.ts'
import { notion } from './notion.ts'
import { salesforce } from './salesforce.ts'
import { shopify } from './shopify.ts'
import { slack } from './slack.ts'
import { spotify } from './spotify.ts'
import { stripe } from './stripe.ts'
import { zoom } from './zoom.ts'

/** The providers with an entry, by id. */
export const catalog: ReadonlyMap<string, ProviderEntry> = new Map(
  Object.entries({
    google,
    microsoft,
    github,
    gitlab,
    slack,
    notion,
    linear,
    atlassian,
    salesforce,
    hubspot,
    dropbox,
    box,
    zoom,
    discord,
    spotify,
    figma,
    asana,
    airtable,
    stripe,
    shopify,
    // Keeps the catalog and `CatalogId` in step: editors complete exactly these ids.
  } satisfies Record<CatalogId, ProviderEntry>),
)

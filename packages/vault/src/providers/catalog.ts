import type { ProviderEntry } from './entry.ts'
import { github } from './github.ts'
import { google } from './google.ts'

/** The providers known by name. */
export const catalog: ReadonlyMap<string, ProviderEntry> = new Map([
  ['google', google],
  ['github', github],
])

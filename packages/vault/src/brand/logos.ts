import { createHash } from 'node:crypto'
import type { App } from '../config/settings.ts'
import type { Log } from '../log.ts'
import { fetchDocument } from '../outbound/document.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { checkLogo, type CheckedLogo } from './logo-check.ts'

/** The apps' logos that this vault has fetched. */
export interface Logos {
  /** The address where the vault serves an app's logo; `undefined` until it was fetched. */
  urlOf(app: string): string | undefined
  find(app: string): CheckedLogo | undefined
  /** Fetches missing logos. A failure is logged, and the next round tries again. */
  load(): Promise<void>
}

export function createLogos(apps: App[], publicUrl: string, outbound: Outbound, log: Log): Logos {
  const loaded = new Map<string, CheckedLogo & { version: string }>()

  async function fetchLogo(app: string, address: string): Promise<void> {
    try {
      const response = await fetchDocument(outbound, address)
      if (response.status !== 200) throw new Error(`answered with ${response.status}`)
      const logo = checkLogo(new Uint8Array(await response.arrayBuffer()))
      const version = createHash('sha256').update(logo.bytes).digest('hex').slice(0, 12)
      loaded.set(app, { ...logo, version })
    } catch (error) {
      log.warn(
        { err: error, app, setting: 'brand.logo' },
        'the logo of an app cannot be used: its first letter is shown',
      )
    }
  }

  return {
    urlOf(app) {
      const logo = loaded.get(app)
      return logo && `${publicUrl}/sdk/apps/${encodeURIComponent(app)}/logo?v=${logo.version}`
    },
    find: (app) => loaded.get(app),
    async load() {
      await Promise.all(
        apps.flatMap(({ id, brand }) =>
          brand.logo === undefined || loaded.has(id) ? [] : [fetchLogo(id, brand.logo)],
        ),
      )
    },
  }
}

import { z } from 'zod'

/** How an app looks in the window, on the pages after it, and in a full-page flow. */
export interface BrandConfig {
  /**
   * Address of a logo: SVG without script, PNG or WebP, at most 200 KB, square. It is fetched once, when the vault
   * starts, and served by the vault. Default: the first letter of the app's name.
   */
  logo?: string
  /** Colour of the main button on light, `#rrggbb`. One that is too weak to read is darkened. Default: black. */
  accent?: string
  /** The same on dark; one that is too weak is lightened. Default: made from `accent`. */
  accent_dark?: string
  privacy_url?: string
  terms_url?: string
  /** A page, or `mailto:`. */
  support_url?: string
}

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #3b5bdb')
const page = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

export const brandConfig: z.ZodType<BrandConfig> = z.strictObject({
  logo: page.exactOptional(),
  accent: colour.exactOptional(),
  accent_dark: colour.exactOptional(),
  privacy_url: page.exactOptional(),
  terms_url: page.exactOptional(),
  support_url: z
    .url({ protocol: /^(https?|mailto)$/, error: 'must be an http or https URL, or mailto:' })
    .exactOptional(),
})

import { z } from 'zod'
import { url } from './url.ts'

/** How an app looks in the Connect window and on the vault's other pages. */
export interface BrandConfig {
  /**
   * Address of the logo: an SVG without scripts, a PNG or a WebP, square, at most 200 KB. The vault fetches it when it
   * starts, and serves it itself. Default: the first letter of the app's name.
   */
  logo?: string
  /**
   * Colour of the main button in light mode, `#rrggbb`. A colour with too little contrast is darkened. Default: black.
   */
  accent?: string
  /** The same for dark mode. A colour with too little contrast is lightened. Default: derived from `accent`. */
  accent_dark?: string
  privacy_url?: string
  terms_url?: string
  /** Address of a help page, or a `mailto:` address. */
  support_url?: string
}

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #3b5bdb')

export const brandConfig: z.ZodType<BrandConfig> = z.strictObject({
  logo: url.exactOptional(),
  accent: colour.exactOptional(),
  accent_dark: colour.exactOptional(),
  privacy_url: url.exactOptional(),
  terms_url: url.exactOptional(),
  support_url: z
    .url({ protocol: /^(https?|mailto)$/, error: 'must be an http or https URL, or mailto:' })
    .exactOptional(),
})

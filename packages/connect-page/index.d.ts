import type { Texts } from '@alter/connect/languages/plain-texts'

/** One static file of the page. */
export interface ConnectPageAsset {
  /** Its media type, such as `text/javascript`. */
  type: string
  body: string
}

/** The Connect page as strings, so that it can be served without a file system. */
export interface ConnectPage {
  /** The document; refers to its assets as `connect/assets/<name>`, relative to `…/sdk/oauth/connect`. */
  html: string
  /** Assets by name. A name contains a hash of the content, so assets may be cached for ever. */
  assets: Record<string, ConnectPageAsset>
}

export const connectPage: ConnectPage

/** Texts of the vault's pages without a script, which look like the Connect page; by language, as in `lang`. */
export const plainTexts: Record<'en' | 'de' | 'es' | 'fr' | 'ja' | 'zh-CN', Texts>

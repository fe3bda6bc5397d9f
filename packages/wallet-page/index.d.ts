/** One static file of the pages. */
export interface WalletPageAsset {
  /** Its media type, such as `text/javascript`. */
  type: string
  body: string
}

/** The Wallet's pages as strings, so that they can be served without a file system. */
export interface WalletPage {
  /**
   * The document, which is the same for each address of the Wallet: the page that it shows depends on the address.
   * @param base path or address of the Wallet, without a slash at its end, such as `/wallet` or `/vault/wallet`; the
   * document loads assets from `{base}/assets/<name>` and asks `{base}/api/…`
   */
  html: (base: string) => string
  /** Assets by name. A name contains a hash of the content, so assets may be cached for ever. */
  assets: Record<string, WalletPageAsset>
}

export const walletPage: WalletPage

/** One static file of the pages. */
export interface WalletPageAsset {
  /** Its media type, such as `text/javascript`. */
  type: string
  body: string
}

/** The Wallet's pages as strings, so that they can be served without a file system. */
export interface WalletPage {
  /**
   * The document, the same for each address of the Wallet: which page it shows is read from the address.
   * @param base path or address of the Wallet, without a slash at its end, such as `/wallet` or `/vault/wallet`. The
   * document refers to its assets as `{base}/assets/<name>`, and asks `{base}/api/…`.
   */
  html: (base: string) => string
  /** Assets by name. Names carry a content hash: they may be cached for ever. */
  assets: Record<string, WalletPageAsset>
}

export const walletPage: WalletPage

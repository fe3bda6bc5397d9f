import type { Browsers } from './browsers.ts'

/** Where the mock answers. */
export interface Routes {
  /** Path of the Connect page, or its whole address. */
  page: string
  /** Path of the app's own routes, as `alterRoutes` of `@alter/sdk` mounts them. */
  basePath: string
  /** Origins of the app's pages; any, if left out. */
  origins?: readonly string[]
  browsers: Browsers
  /** Told when the Connect page is about to leave for the provider. */
  onLeaving?: () => void
}

/** A path counts on every host, an address only on its own. */
export function anywhere(page: string): string {
  return page.startsWith('/') ? `*${page}` : page
}

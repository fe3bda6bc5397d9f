import type { Browsers } from './browsers.ts'

/** The addresses at which the mock answers. */
export interface Routes {
  /** Path of the Connect page, or its whole address. */
  page: string
  /** Path of the app's own routes, as `alterRoutes` of `@alter/sdk` mounts them. */
  basePath: string
  /** Origins of the app's pages. Absent for any origin. */
  origins?: readonly string[]
  browsers: Browsers
  /** Called when the Connect page is about to go to the provider. */
  onLeaving?: () => void
}

/** A path matches on every host, an address only on its own. */
export function anywhere(page: string): string {
  return page.startsWith('/') ? `*${page}` : page
}

import type { Routes } from './routes.ts'

const HEADER = 'x-alter-mock-body'

/**
 * Runs in every page of Firefox: Playwright does not get the bodies of requests there when it speaks WebDriver BiDi, so
 * those of our own routes travel in a header too.
 */
export function carryBodies({ page, basePath }: Routes): string {
  const paths = [basePath, new URL(page, 'http://localhost').pathname]
  return `{
    const { fetch } = window
    window.fetch = (target, init) => {
      const { pathname } = new URL(target.url ?? target, document.baseURI)
      const isOurs = ${JSON.stringify(paths)}.some((path) => pathname.startsWith(path))
      if (!isOurs || typeof init?.body !== 'string') return fetch(target, init)
      const headers = new Headers(init.headers)
      headers.set('${HEADER}', encodeURIComponent(init.body))
      return fetch(target, { ...init, headers })
    }
  }`
}

/** The body that a request carries in its header. */
export function bodyOf(headers: Headers): string | null {
  const carried = headers.get(HEADER)
  return carried === null ? null : decodeURIComponent(carried)
}

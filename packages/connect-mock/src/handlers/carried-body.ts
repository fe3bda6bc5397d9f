import type { Routes } from './routes.ts'

const HEADER = 'x-alter-mock-body'

/**
 * Runs in every page of Firefox. Playwright with WebDriver BiDi does not see request bodies there, so those for the
 * mock's routes are also sent in a header.
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

/** The body in the header of a request; `null` when there is none. */
export function bodyOf(headers: Headers): string | null {
  const carried = headers.get(HEADER)
  return carried === null ? null : decodeURIComponent(carried)
}

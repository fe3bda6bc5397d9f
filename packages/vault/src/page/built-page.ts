import type { Context } from 'hono'
import { ProblemError } from '../problem.ts'

/** The policy of a page with a script: no inline code, no frames, nothing from other servers. */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** The scripts and styles of a built page, by file name. */
export type Assets = Readonly<Record<string, { type: string; body: string }>>

/** The asset that the last segment of the path names. */
export function serveAsset(context: Context, assets: Assets): Response {
  const name = context.req.param('name') ?? ''
  const asset = Object.hasOwn(assets, name) ? assets[name] : undefined
  if (!asset) throw new ProblemError('not_found', 'There is no such asset.')
  return context.body(asset.body, 200, {
    'content-type': asset.type,
    // The name contains a hash of the content.
    'cache-control': 'public, max-age=31536000, immutable',
  })
}

import { createRequire } from 'node:module'

const manifest: { version: string } = createRequire(import.meta.url)('@alter/mcp/package.json')

/** The version of this package. */
export const VERSION: string = manifest.version

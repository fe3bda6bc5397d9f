import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * `alter-vault` bundled into a few files, because many processes start it and starting from its sources takes twice as
 * long.
 */
export interface Program extends AsyncDisposable {
  path: string
}

export async function buildProgram(): Promise<Program> {
  // Node finds the database drivers from this folder.
  const cache = join(import.meta.dirname, '../node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'alter-vault-'))
  await build({
    entryPoints: [join(import.meta.dirname, '../src/bin.ts')],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@alter/source'],
    external: ['better-sqlite3', 'pg'],
    // Some bundled packages are CommonJS and need `require`.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  })
  return {
    path: join(folder, 'bin.mjs'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

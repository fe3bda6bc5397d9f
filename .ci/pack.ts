// Builds every public package and packs it into a folder, as `npm publish` would send it.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..')

/**
 * Packs into a folder, removes older tarballs there, and returns the paths. If `ALTER_TARBALLS` names a folder with
 * tarballs of this tree, as in `.ci/run`, they are copied instead.
 */
export function packAll(folder: string): string[] {
  mkdirSync(folder, { recursive: true })
  for (const name of tarballsIn(folder)) rmSync(join(folder, name))
  const packed = process.env['ALTER_TARBALLS']
  if (packed !== undefined) {
    const names = tarballsIn(packed)
    if (names.length === 0) throw new Error(`ALTER_TARBALLS: there are no tarballs in ${packed}`)
    for (const name of names) copyFileSync(join(packed, name), join(folder, name))
    return names.map((name) => join(folder, name))
  }
  execFileSync(
    'pnpm',
    [
      '--filter',
      './packages/*',
      '--filter',
      '@alter/provider',
      '--filter',
      '!@alter/connect-page',
      '--filter',
      '!@alter/wallet-page',
      '-r',
      'pack',
      '--pack-destination',
      folder,
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  return tarballsIn(folder).map((name) => join(folder, name))
}

function tarballsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tgz'))
}

if (import.meta.main) {
  const folder = resolve(process.argv[2] ?? join(root, 'tarballs'))
  process.stdout.write(`${packAll(folder).join('\n')}\n`)
}

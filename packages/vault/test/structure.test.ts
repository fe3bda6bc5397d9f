import { execFile } from 'node:child_process'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './folder.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** What the structure check of `pnpm lint` says about a repository of these files. */
async function check(files: Record<string, string>): Promise<{ passed: boolean; said: string }> {
  await using folder = await temporaryFolder()
  await cp(join(ROOT, '.ci/structure.ts'), join(folder.path, '.ci/structure.ts'))
  await symlink(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'))
  await writeFile(join(folder.path, 'package.json'), '{"type":"module"}')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true })
    await writeFile(join(folder.path, path), text)
  }
  return await new Promise((resolve) => {
    execFile(process.execPath, [join(folder.path, '.ci/structure.ts')], (error, out, said) =>
      resolve({ passed: error === null, said: said + out }),
    )
  })
}

test('13.3 what runs downwards passes', async () => {
  const { passed, said } = await check({
    'packages/vault/src/config/a.ts': "import { b } from '../storage/b.ts'\nexport const a = b\n",
    'packages/vault/src/storage/b.ts':
      "import type { Grant } from '@alter/protocol'\nexport const b: Grant[] = []\n",
  })
  expect(said).toContain('no circle in 3 files')
  expect(passed).toBe(true)
})

const CIRCLES = {
  values: [
    "import { b } from './b.ts'\nexport const a = b\n",
    "import { a } from './a.ts'\nexport const b = a\n",
  ],
  types: [
    "import type { B } from './b.ts'\nexport type A = B[]\n",
    "import type { A } from './a.ts'\nexport type B = A[]\n",
  ],
  're-exports': ["export { b } from './b.ts'\n", "export * from './a.ts'\n"],
  'what loads later': [
    "export const a = () => import('./b.ts')\n",
    "import type { a } from './a.ts'\nexport type B = typeof a\n",
  ],
  'types named in place': ["export type A = import('./b.ts').B\n", "export type B = import('./a.ts').A\n"],
}

test('13.3 circles of each kind are found, in sources and in tests', async () => {
  const folders = ['packages/sdk/src', 'packages/sdk/test', 'e2e/real', 'apps/demo/server']
  const files = Object.entries(CIRCLES).flatMap(([kind, [a = '', b = '']]) =>
    folders.flatMap((folder) => {
      const place = `${folder}/${kind.replaceAll(' ', '-')}`
      return [
        [`${place}/a.ts`, a],
        [`${place}/b.ts`, b],
      ]
    }),
  )
  const { passed, said } = await check(Object.fromEntries(files))
  const missed = files
    .map(([path = '']) => path)
    .filter((path) => path.endsWith('/a.ts') && !new RegExp(`A circle of files: .*${path}`).test(said))
  expect(missed).toEqual([])
  expect(passed).toBe(false)
})

test('13.3 what runs upwards in the vault is found, also for types and what loads later', async () => {
  const { passed, said } = await check({
    'packages/vault/src/storage/a.ts': "import '../config/b.ts'\n",
    'packages/vault/src/grants/a.ts': "import type { B } from '../policies/b.ts'\n",
    'packages/vault/src/crypto/a.ts': "export const a = () => import('../grants/b.ts')\n",
    'packages/vault/src/outbound/a.ts': "export type A = import('../config/b.ts').B\n",
    'packages/vault/src/config/b.ts': 'export type B = 1\n',
    'packages/vault/src/policies/b.ts': 'export type B = 1\n',
    'packages/vault/src/grants/b.ts': 'export type B = 1\n',
  })
  for (const edge of ['storage → config', 'grants → policies', 'crypto → grants', 'outbound → config']) {
    expect(said).toContain(`${edge} runs upwards or sideways`)
  }
  expect(passed).toBe(false)
})

test('13.3 an import of a package that may not be imported is found', async () => {
  const files = {
    'packages/protocol/src/a.ts': "import '@alter/sdk'\n",
    'packages/connect/src/connect.ts': "import { x } from '@alter/protocol'\n",
    'packages/sdk/src/client.ts': "import type { Vault } from '@alter/vault'\n",
    'packages/mcp/src/a.ts': "export type A = import('@alter/vault').Vault\n",
  }
  const { passed, said } = await check({ ...files, 'packages/another/src/a.ts': '' })
  expect(said).toContain('packages/another/src may import anything')
  for (const path of Object.keys(files)) expect(said).toContain(`${path}:1 imports @alter/`)
  expect(passed).toBe(false)
})

// Packs every public package, checks the tarballs, installs them in an empty project and uses them there.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'alter-package-'))

interface Manifest {
  name: string
  private?: boolean
  exports?: Record<string, unknown>
}

/** What the README's programs take from the app around them. */
const SURROUNDINGS = `declare module '*.css'
declare const hono: import('hono').Hono
declare function jwtOf(request: Request): string | undefined
declare function toast(text: string): void
`

/** Beside the workspace's own, the versions that `engines` of @alter/sdk allows. */
const OLDER_NODES = { node20: '20.20.2', node22: '22.23.3' }

function run(command: string, args: string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
}

function catalog(name: string): string {
  const [, versions = ''] = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').split('\ncatalog:\n')
  const line = versions.split('\n').find((text) => text.trim().replaceAll("'", '').startsWith(`${name}: `))
  if (line === undefined) throw new Error(`${name} is not in the catalog of pnpm-workspace.yaml`)
  return `${name}@${line.slice(line.indexOf(': ') + 2).trim()}`
}

try {
  const entries: string[] = []
  for (const directory of readdirSync(join(root, 'packages'))) {
    const cwd = join(root, 'packages', directory)
    const manifest: Manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
    if (manifest.private) continue
    run('pnpm', ['pack', '--pack-destination', folder], cwd)
    for (const [path, target] of Object.entries(manifest.exports ?? {})) {
      if (typeof target === 'object' && !path.endsWith('.css')) entries.push(manifest.name + path.slice(1))
    }
  }
  const react = readFileSync(join(root, 'packages/connect-react/dist/index.js'), 'utf8')
  if (!react.startsWith("'use client'") && !react.startsWith('"use client"')) {
    throw new Error("@alter/connect-react does not begin with 'use client'")
  }
  const tarballs = readdirSync(folder).map((name) => join(folder, name))
  for (const tarball of tarballs) {
    run('publint', ['--strict', tarball], root)
    run('attw', ['--profile', 'esm-only', '--exclude-entrypoints', './styles.css', '--', tarball], root)
  }

  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  )
  const peers = [
    'msw',
    '@playwright/test',
    'react',
    'react-dom',
    'vite',
    '@types/react',
    '@types/react-dom',
    '@types/node',
  ].map(catalog)
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts', ...tarballs, ...peers],
    folder,
  )

  const browserOnly = new Set(['@alter/connect-mock/browser'])
  const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}'`)
  const names = entries.map((_, index) => `entry${index}`).join(', ')
  writeFileSync(join(folder, 'use.ts'), `${imports.join('\n')}\nexport const all: object[] = [${names}]\n`)
  const programs = ['README.md', 'packages/sdk/README.md']
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .flatMap((readme) => [...readme.matchAll(/```tsx?\n([^]*?)```/g)])
    .map(([, code = '']) => code)
  for (const [index, code] of programs.entries()) writeFileSync(join(folder, `readme-${index}.tsx`), code)
  writeFileSync(join(folder, 'surroundings.d.ts'), SURROUNDINGS)
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const compilerOptions = {
      jsx: 'react-jsx',
      lib: ['es2023', 'dom', 'dom.iterable'],
      module,
      moduleResolution,
      noEmit: true,
      strict: true,
      target: 'es2023',
      types: ['node'],
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['*.ts', '*.tsx'] }),
    )
    run(join(root, 'node_modules/.bin/tsc'), ['-p', folder], folder)
  }
  const onServer = entries.filter((entry) => !browserOnly.has(entry))
  writeFileSync(
    join(folder, 'use.js'),
    `for (const entry of ${JSON.stringify(onServer)}) {\n  const module = await import(entry)\n` +
      `  if (Object.keys(module).length === 0) throw new Error(entry + ' exports nothing')\n}\n`,
  )
  run(process.execPath, ['use.js'], folder)

  // A folder of their own: the binary of each version is fetched by its install script.
  const nodes = join(folder, 'nodes')
  mkdirSync(nodes)
  writeFileSync(join(nodes, 'package.json'), JSON.stringify({ name: 'nodes', private: true }))
  const older = Object.entries(OLDER_NODES)
  const wanted = older.map(([name, version]) => `${name}@npm:node@${version}`)
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...wanted], nodes)
  copyFileSync(join(import.meta.dirname, 'use-sdk.js'), join(folder, 'use-sdk.js'))
  const binaries = older.map(([name]) => join(nodes, 'node_modules', name, 'bin/node'))
  for (const node of [process.execPath, ...binaries]) run(node, ['use-sdk.js'], folder)
  run(join(folder, 'node_modules/.bin/alter-vault'), ['--help'], folder)
  process.stdout.write(
    `${tarballs.length} tarballs packed, checked, installed, type-checked and imported; ` +
      `${programs.length} programs of the READMEs type-checked\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

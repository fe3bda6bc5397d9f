// Packs every public package, checks the tarballs, and uses them in an empty project.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll } from './pack.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'alter-package-'))

interface Manifest {
  name: string
  private?: boolean
  exports?: Record<string, unknown>
}

/** Declarations that the README's programs expect from the app around them. */
const SURROUNDINGS = `declare module '*.css'
declare const app: import('@alter/sdk').App
declare const authorizationUrl: string
declare const button: HTMLButtonElement
declare const connect: import('@alter/connect').AlterConnect
declare const grantId: string
declare const hono: import('hono').Hono
declare const problem: Pick<import('@alter/connect-react').AccountPickerProps, 'accounts'>
declare const request: Request
declare const url: string
declare function call(options: { account: string }): void
declare function jwtOf(request: Request): string | undefined
declare function showAccounts(connections: import('@alter/connect').Connection[]): void
declare function toast(text: string): void
`

/** What a strict project may set in addition to `strict`. */
const STRICTER = {
  exactOptionalPropertyTypes: true,
  isolatedModules: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
}

/** Versions that `engines` of @alter/sdk allows, in addition to the workspace's own. */
const OLDER_NODES = { node20: '20.20.2', node22: '22.23.3' }

function run(command: string, args: string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
}

/** A package contains its licence and README, and no tests. */
function checkContents(tarball: string): void {
  const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
  const missing = ['LICENSE', 'README.md', 'package.json'].filter(
    (name) => !files.includes(`package/${name}`),
  )
  const foreign = files.filter((file) => !/^package\/(deploy|dist|src|examples|recipes|[^/]+$)/.test(file))
  if (missing.length > 0 || foreign.length > 0) {
    throw new Error(
      `${tarball}: missing ${missing.join(', ') || 'nothing'}; not to be packed: ${foreign.join(', ') || 'nothing'}`,
    )
  }
}

/** A vault that cannot start gives the reason and exits with 1. */
function refuses(node: string, reason: RegExp): void {
  const { status, stderr } = spawnSync(
    node,
    [join(folder, 'node_modules/@alter/vault/dist/bin.js'), 'start'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  if (status !== 1 || !reason.test(stderr)) {
    throw new Error(`alter-vault start on ${node} exited with ${status} and said: ${stderr}`)
  }
}

function catalog(name: string): string {
  const [, versions = ''] = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').split('\ncatalog:\n')
  const line = versions.split('\n').find((text) => text.trim().replaceAll("'", '').startsWith(`${name}: `))
  if (line === undefined) throw new Error(`${name} is not in the catalog of pnpm-workspace.yaml`)
  return `${name}@${line.slice(line.indexOf(': ') + 2).trim()}`
}

try {
  const tarballs = packAll(folder)
  const entries: string[] = []
  for (const directory of readdirSync(join(root, 'packages'))) {
    const cwd = join(root, 'packages', directory)
    const manifest: Manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'))
    if (manifest.private) continue
    for (const [path, target] of Object.entries(manifest.exports ?? {})) {
      // A pattern is no module. An import of one of its files shows that it works.
      const isModule = typeof target === 'object' && !/\*|\.css$/.test(path)
      if (isModule) entries.push(manifest.name + path.slice(1))
    }
  }
  const react = readFileSync(join(root, 'packages/connect-react/dist/index.js'), 'utf8')
  if (!react.startsWith("'use client'") && !react.startsWith('"use client"')) {
    throw new Error("@alter/connect-react does not begin with 'use client'")
  }
  for (const tarball of tarballs) {
    checkContents(tarball)
    run('publint', ['--strict', tarball], root)
    run('attw', ['--profile', 'esm-only', '--exclude-entrypoints', './styles.css', '--', tarball], root)
  }

  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  )
  const peers = [
    'msw',
    '@modelcontextprotocol/server',
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
  const programs = globSync(['README.md', '{packages,apps}/*/README.md'], { cwd: root })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .flatMap((readme) => [...readme.matchAll(/^( *)```tsx?\n([^]*?)^\1```$/gm)])
    .map(([, , code = '']) => code)
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
      moduleDetection: 'force',
      moduleResolution,
      noEmit: true,
      strict: true,
      ...STRICTER,
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

  // In a folder of their own, because the install script of each version fetches its binary.
  const nodes = join(folder, 'nodes')
  mkdirSync(nodes)
  writeFileSync(join(nodes, 'package.json'), JSON.stringify({ name: 'nodes', private: true }))
  const older = Object.entries(OLDER_NODES)
  const wanted = older.map(([name, version]) => `${name}@npm:node@${version}`)
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...wanted], nodes)
  copyFileSync(join(import.meta.dirname, 'use-sdk.js'), join(folder, 'use-sdk.js'))
  const binaries = older.map(([name]) => join(nodes, 'node_modules', name, 'bin/node'))
  for (const node of [process.execPath, ...binaries]) run(node, ['use-sdk.js'], folder)
  const help = execFileSync(join(folder, 'node_modules/.bin/alter-vault'), ['--help'], { encoding: 'utf8' })
  if (!help.includes('Usage:')) throw new Error(`alter-vault --help says: ${help}`)
  run(join(folder, 'node_modules/.bin/alter-vault'), ['init'], folder)
  const config = join(folder, 'alter.yaml')
  writeFileSync(config, readFileSync(config, 'utf8').replaceAll(/(client_\w+:).*/g, '$1 some'))
  refuses(process.execPath, /npm install better-sqlite3/)
  refuses(join(nodes, 'node_modules/node20/bin/node'), /needs Node 22 or newer; this is Node 20/)
  process.stdout.write(
    `${tarballs.length} tarballs packed, checked, installed, type-checked and imported; ` +
      `${programs.length} programs of the READMEs type-checked\n`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

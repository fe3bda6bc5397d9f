// Measures what a page loads, ours and other clients' in the same run, checks the budgets, and writes the README's
// table.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { build as buildPackage } from 'tsdown'
import { build as buildPages } from 'vite'

const root = join(import.meta.dirname, '..')

interface Entry {
  name: string
  code: string
  /**
   * Limit for the gzip bytes that load at once: the measurement and ten per cent, so that no name is shortened for
   * bytes.
   */
  budget?: number
  /** Rows for parts that load later, by the source file that `import()` names. */
  later?: Record<string, string>
  /** Limit for everything together, including parts that load later. */
  total?: { name: string; budget: number }
  /** Limit for the single file for a `<script>`, which is measured as well. */
  script?: number
  /** What a `<script type="module">` loads at once, below `dist`. */
  module?: { file: string; budget: number }
}

const ENTRIES: Entry[] = [
  {
    name: '`@alter/connect`, zustand included',
    code: "import { AlterConnect } from '@alter/connect'\nglobalThis.connect = AlterConnect.create()",
    budget: 3800,
    later: {
      'with-session.ts': '· in the click, while the session is minted; where a full-page flow comes back',
    },
    total: { name: '· all its chunks together', budget: 7900 },
    script: 12_700,
  },
  {
    name: '`<ConnectButton>` with the core: its first content, and opening the window',
    code: "export { ConnectButton } from '@alter/connect-react'",
    budget: 7800,
    later: {
      'flow-news.tsx': '· once it is shown: what is heard of a flow, and what stands below the button',
      'logo-surface.ts': '· where it has a logo: light or dark by what it stands on',
      'known-accounts.ts': '· with `showConnected`: the list of accounts',
      'backend-failure.ts': '· where the app’s backend gives no answer that can be used',
    },
    total: { name: '· all its chunks together, those of the core too', budget: 16_900 },
  },
  {
    name: '`<ConnectedAccounts>` with all it needs for its first content, and for opening the window',
    code: "export { ConnectedAccounts } from '@alter/connect-react'",
    budget: 11_600,
    later: {
      'connection-care.ts': '· once it is shown: other tabs, coming back to the page, changes of an account',
      'list-parts.ts': '· once the list is there: menus, details, undo, search, the keyboard’s place',
    },
    total: { name: '· all its chunks together, those of the button and of the core too', budget: 26_100 },
  },
  {
    name: '`<alter-connected-accounts>` with the core: its first content, and opening the window',
    code: "import { defineConnectedAccounts } from '@alter/connect/element'\ndefineConnectedAccounts()",
    budget: 15_300,
    later: {
      'list-parts.ts': '· once the list is there: menus, details, undo, search, the keyboard’s place',
      'connection-care.ts': '· once it is shown: other tabs, coming back to the page, changes of an account',
    },
    total: { name: '· all its chunks together, those of the core too', budget: 28_700 },
    module: { file: 'script/alter-connected-accounts.js', budget: 14_800 },
  },
  {
    name: '`@alter-ai/connect` 0.8.0',
    code: "import AlterConnect from '@alter-ai/connect'\nglobalThis.connect = AlterConnect.create()",
  },
  {
    name: '`@nangohq/frontend` 0.71.10',
    code: "import Nango from '@nangohq/frontend'\nglobalThis.connect = new Nango()",
  },
]

interface Size {
  min: number
  gzip: number
  brotli: number
}

interface Later {
  /** The size of each `import()`, by source file. */
  byFile: Map<string, Size>
  /** The size of all of them together. */
  all: Size
}

function add(sizes: Size[]): Size {
  const total = { min: 0, gzip: 0, brotli: 0 }
  for (const { min, gzip, brotli } of sizes) {
    total.min += min
    total.gzip += gzip
    total.brotli += brotli
  }
  return total
}

function sum(files: Uint8Array[]): Size {
  return add(
    files.map((file) => ({
      min: file.length,
      gzip: gzipSync(file, { level: 9 }).length,
      brotli: brotliCompressSync(file).length,
    })),
  )
}

/** esbuild repeats the imports of external modules for each bundled module; in a page with React they exist once. */
function importReactOnce(code: string): string {
  const names = new Map<string, string[]>()
  const rest = code.replace(/import\{([^}]*)\}from"(react[\w/-]*)";?/g, (_, list: string, from: string) => {
    names.set(from, [...(names.get(from) ?? []), list])
    return ''
  })
  return [...names].map(([from, lists]) => `import{${lists.join()}}from"${from}";`).join('') + rest
}

function optionsOf({ code }: Entry) {
  return {
    stdin: { contents: code, resolveDir: root, loader: 'js', sourcefile: 'entry.js' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: root,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    conditions: ['@alter/source'],
    external: ['react', 'react-dom', 'react/jsx-runtime', 'react-dom/client'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  } as const satisfies BuildOptions
}

const leaveOutLater: Plugin = {
  name: 'leave out what import() loads',
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

/**
 * Measures what loads at once, bundled as one file as in an app. With `splitting` esbuild would cut it where later
 * chunks share a module with it, even for chunks that nothing loads any more.
 */
async function measureAtOnce(entry: Entry): Promise<Size> {
  const { outputFiles } = await build({ ...optionsOf(entry), plugins: [leaveOutLater] })
  return sum(outputFiles.map(({ text }) => Buffer.from(importReactOnce(text))))
}

/**
 * Measures each `import()` as a bundler with code splitting loads it: the chunk, and its imports that are not there
 * yet.
 */
async function measureLater(entry: Entry): Promise<Later> {
  const { outputFiles, metafile } = await build({ ...optionsOf(entry), splitting: true })
  const contents = new Map(
    outputFiles.map((file) => [relative(process.cwd(), file.path), Buffer.from(importReactOnce(file.text))]),
  )
  function reach(chunk: string, seen: Set<string>): Set<string> {
    if (!contents.has(chunk) || seen.has(chunk)) return seen
    seen.add(chunk)
    for (const { path, kind } of metafile.outputs[chunk]?.imports ?? []) {
      if (kind === 'import-statement') reach(path, seen)
    }
    return seen
  }
  function measureChunks(chunks: Iterable<string>): Size {
    return sum([...chunks].map((chunk) => contents.get(chunk) ?? new Uint8Array()))
  }

  function loadsOf(chunks: Iterable<string>): string[] {
    return [...chunks].flatMap((chunk) =>
      (metafile.outputs[chunk]?.imports ?? [])
        .filter(({ kind, path }) => kind === 'dynamic-import' && contents.has(path))
        .map(({ path }) => path),
    )
  }

  const [entryChunk = ''] =
    Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === 'entry.js') ?? []
  const atOnce = reach(entryChunk, new Set())
  const byFile = new Map<string, Size>()
  const all = new Set<string>()
  // esbuild also writes chunks that only removed code would load. They are not reached here.
  const loads = new Set(loadsOf(atOnce))
  for (const chunk of loads) {
    const own = [...reach(chunk, new Set())].filter((path) => !atOnce.has(path))
    byFile.set(basename(metafile.outputs[chunk]?.entryPoint ?? ''), measureChunks(own))
    for (const path of own) all.add(path)
    for (const path of loadsOf(own)) loads.add(path)
  }
  return { byFile, all: measureChunks(all) }
}

function bytes(count: number): string {
  return count.toLocaleString('en-US')
}
const rows: string[] = []
const over: string[] = []

function report(name: string, { min, gzip, brotli }: Size, budget: number | undefined): void {
  const limit = budget === undefined ? '' : bytes(budget)
  rows.push(`| ${name} | ${bytes(min)} | **${bytes(gzip)}** | ${bytes(brotli)} | ${limit} |`)
  if (budget !== undefined && gzip > budget) over.push(`${name}: ${bytes(gzip)} B > ${limit} B`)
}

const connect = join(root, 'packages/connect')
await buildPackage({ cwd: connect, logLevel: 'error' })

/** A built file with its imports, without those of `import()`. */
function measureFile(file: string): Size {
  const code = readFileSync(join(connect, 'dist', file))
  if (/^import[^(]*from/m.test(code.toString())) over.push(`${file}: it imports another file`)
  return sum([code])
}

for (const entry of ENTRIES) {
  const atOnce = await measureAtOnce(entry)
  const later = await measureLater(entry)
  report(entry.name, atOnce, entry.budget)
  for (const [file, name] of Object.entries(entry.later ?? {})) {
    const size = later.byFile.get(file)
    if (size === undefined) over.push(`${entry.name}: ${file} is not loaded by import()`)
    else report(name, size, undefined)
  }
  if (entry.total) {
    const { name, budget } = entry.total
    report(name, add([atOnce, later.all]), budget)
  }
  if (entry.script) {
    const size = measureFile('alter-connect.iife.js')
    report('`alter-connect.iife.js`, one file with `<alter-connect-button>`', size, entry.script)
  }
  if (entry.module) {
    const { file, budget } = entry.module
    report(`\`${basename(file)}\`, the same for \`<script type="module">\``, measureFile(file), budget)
  }
}

/** The whole page with its largest language: everything that a first visit loads. */
async function measureWallet(): Promise<Size> {
  const cwd = join(root, 'packages/wallet-page')
  await buildPages({ root: cwd, logLevel: 'error' })
  const { walletPage } = await import(pathToFileURL(join(cwd, 'dist/index.js')).href)
  const files: Record<string, string> = { html: walletPage.html('/wallet') }
  const languages: string[] = []
  for (const [name, { body }] of Object.entries<{ body: string }>(walletPage.assets)) {
    if (/^(de|es|fr|ja|zh-cn)-/.test(name)) languages.push(body)
    else files[name] = body
  }
  const [largest = ''] = languages.toSorted((one, other) => other.length - one.length)
  return sum([...Object.values(files), largest].map((body) => Buffer.from(body)))
}

report('The Wallet: its document, style, script and one language', await measureWallet(), 60_000)

const table = [
  '| what a page loads | minified | gzip | brotli | budget (gzip) |',
  '|---|---:|---:|---:|---:|',
  ...rows,
].join('\n')
process.stdout.write(`${table}\n`)

const readme = join(root, 'README.md')
const before = readFileSync(readme, 'utf8')
const block = /(?<=<!-- size -->\n)[^]*?(?=<!-- \/size -->)/
if (!block.test(before)) throw new Error('README.md has no <!-- size --> block')
const after = before.replace(block, `${table}\n`)
if (process.argv.includes('--check')) {
  if (after !== before) over.push('README.md: the size table is not what was measured; run `pnpm size`')
} else if (after !== before) writeFileSync(readme, after)

if (over.length > 0) {
  process.stderr.write(`${over.join('\n')}\n`)
  process.exitCode = 1
}

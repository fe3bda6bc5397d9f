// Measures what a page loads, ours beside the field's in the same run, holds the budgets, and writes the README's table.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { build as buildPackage } from 'tsdown'

const root = join(import.meta.dirname, '..')

interface Entry {
  name: string
  code: string
  /** Gzip bytes of what loads at once: what was measured and ten per cent of air, so that no name is squeezed for bytes. */
  budget?: number
  /** What is loaded when needed, by the source file that `import()` names: its row. */
  later?: Record<string, string>
  /** All of these together. */
  total?: { name: string; budget: number }
}

const ENTRIES: Entry[] = [
  {
    name: '`@alter/connect`, zustand included',
    code: "import { AlterConnect } from '@alter/connect'\nglobalThis.connect = AlterConnect.create()",
    budget: 6200,
    later: {
      'lost-effects.ts': '· once the user is at the provider, or the window is out of sight',
      'resume.ts': '· where a full-page flow comes back, or the page was reloaded',
    },
    total: { name: '· all its chunks together', budget: 7800 },
  },
  {
    name: '`<ConnectButton>` with the core',
    code: "export { ConnectButton } from '@alter/connect-react'",
    budget: 8500,
  },
  {
    name: '`<ConnectedAccounts>` with all it needs',
    code: "export { ConnectedAccounts } from '@alter/connect-react'",
    budget: 13_900,
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

interface Sizes {
  atOnce: Size
  /** By source file. */
  later: Map<string, Size>
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

/** esbuild repeats the imports of what is not bundled for each module; in a page with React there are none. */
function importReactOnce(code: string): string {
  const names = new Map<string, string[]>()
  const rest = code.replace(/import\{([^}]*)\}from"(react[\w/-]*)";?/g, (_, list: string, from: string) => {
    names.set(from, [...(names.get(from) ?? []), list])
    return ''
  })
  return [...names].map(([from, lists]) => `import{${lists.join()}}from"${from}";`).join('') + rest
}

/** As a bundler with code splitting does it: a chunk and all it imports, and apart from it what it loads later. */
async function measure({ code }: Entry): Promise<Sizes> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'js', sourcefile: 'entry.js' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    outdir: root,
    format: 'esm',
    splitting: true,
    target: 'es2022',
    jsx: 'automatic',
    conditions: ['@alter/source'],
    external: ['react', 'react-dom', 'react/jsx-runtime', 'react-dom/client'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
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

  let atOnce = new Set<string>()
  const later = new Map<string, Size>()
  for (const [chunk, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint === 'entry.js') atOnce = reach(chunk, new Set())
  }
  const dynamic = new Set(
    [...atOnce].flatMap((chunk) =>
      (metafile.outputs[chunk]?.imports ?? [])
        .filter(({ kind }) => kind === 'dynamic-import')
        .map(({ path }) => path),
    ),
  )
  for (const [chunk, { entryPoint }] of Object.entries(metafile.outputs)) {
    // esbuild also writes what only code that was shaken off would load.
    if (entryPoint === undefined || !dynamic.has(chunk)) continue
    later.set(
      basename(entryPoint),
      measureChunks([...reach(chunk, new Set())].filter((path) => !atOnce.has(path))),
    )
  }
  return { atOnce: measureChunks(atOnce), later }
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

/** With the button, and all that is loaded later elsewhere. */
async function measureScript(): Promise<Size> {
  const cwd = join(root, 'packages/connect')
  await buildPackage({ cwd, logLevel: 'error' })
  return sum([readFileSync(join(cwd, 'dist/alter-connect.iife.js'))])
}

for (const entry of ENTRIES) {
  const { atOnce, later } = await measure(entry)
  report(entry.name, atOnce, entry.budget)
  for (const [file, name] of Object.entries(entry.later ?? {})) {
    const size = later.get(file)
    if (size === undefined) over.push(`${entry.name}: ${file} is not loaded by import()`)
    else report(name, size, undefined)
  }
  if (entry.total) {
    const { name, budget } = entry.total
    report(name, add([atOnce, ...later.values()]), budget)
    report('`alter-connect.iife.js`, one file with `<alter-connect-button>`', await measureScript(), 10_000)
  }
}

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

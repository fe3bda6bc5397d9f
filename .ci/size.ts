// Measures what a page loads, ours beside the field's in the same run, holds the budgets, and writes the README's table.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

interface Entry {
  name: string
  code: string
  /** Gzip bytes. */
  budget?: number
}

const ENTRIES: Entry[] = [
  {
    name: '`@alter/connect`, zustand included',
    code: "import { AlterConnect } from '@alter/connect'\nglobalThis.connect = AlterConnect.create()",
    budget: 4100,
  },
  {
    name: '`<ConnectButton>` with the core',
    code: "export { ConnectButton } from '@alter/connect-react'",
    budget: 8600,
  },
  {
    name: '`<ConnectedAccounts>` with all it needs',
    code: "export { ConnectedAccounts } from '@alter/connect-react'",
    budget: 11_200,
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

async function measure(entry: Entry): Promise<{ min: number; gzip: number; brotli: number }> {
  const { outputFiles } = await build({
    stdin: { contents: entry.code, resolveDir: root, loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    conditions: ['@alter/source'],
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  const code = outputFiles[0]?.contents ?? new Uint8Array()
  return {
    min: code.length,
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code).length,
  }
}

const bytes = (count: number): string => count.toLocaleString('en-US')
const rows: string[] = []
const over: string[] = []
for (const entry of ENTRIES) {
  const { min, gzip, brotli } = await measure(entry)
  const budget = entry.budget === undefined ? '' : bytes(entry.budget)
  rows.push(`| ${entry.name} | ${bytes(min)} | **${bytes(gzip)}** | ${bytes(brotli)} | ${budget} |`)
  if (entry.budget !== undefined && gzip > entry.budget) over.push(`${entry.name}: ${gzip} B > ${budget} B`)
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

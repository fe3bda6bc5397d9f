import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig } from 'tsdown'

/** Where all is one file, what would be loaded later is there at once: without it, the bundler keeps both ways open. */
const atOnce = {
  name: 'at-once',
  transform(code: string): string {
    const names = new Map<string, string>()
    const inlined = code.replaceAll(
      /import\(('\.[^']+')\)(?=\s*\.then\(\(\{ (\w+) \}\))/g,
      (_, file, name) => {
        names.set(file, name)
        return `Promise.resolve({ ${name} })`
      },
    )
    return [...names].map(([file, name]) => `import { ${name} } from ${file}\n`).join('') + inlined
  },
}

export default defineConfig([
  { entry: ['src/index.ts', 'src/element.ts'], platform: 'neutral' },
  {
    // One file for a plain `<script>`, with all it needs, and what its `integrity` must be.
    entry: { 'alter-connect': 'src/iife.ts' },
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    dts: false,
    clean: false,
    deps: { alwaysBundle: [/./] },
    plugins: [atOnce],
    outputOptions: { entryFileNames: 'alter-connect.iife.js', codeSplitting: false, comments: false },
    hooks: {
      async 'build:done'() {
        const path = join(import.meta.dirname, 'dist/alter-connect.iife.js')
        const hash = createHash('sha384')
          .update(await readFile(path))
          .digest('base64')
        await writeFile(`${path}.sri`, `sha384-${hash}\n`)
      },
    },
  },
])

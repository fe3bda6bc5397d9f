import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig } from 'tsdown'

/** Where all is one file, what would be loaded later is there at once: without it, the bundler keeps both ways open. */
const atOnce = {
  name: 'at-once',
  transform(code: string): string {
    const files: string[] = []
    const inlined = code.replaceAll(
      /=> import\(('\.[^']+')\)/g,
      (_, file) => `=> Promise.resolve(later${files.push(file) - 1})`,
    )
    return files.map((file, at) => `import * as later${at} from ${file}\n`).join('') + inlined
  },
}

export default defineConfig([
  {
    entry: ['src/index.ts', 'src/element/element.ts', 'src/accounts/**/*.ts'],
    platform: 'neutral',
    // A file per module, so that what a component loads later does not come with what it loads at once.
    unbundle: true,
  },
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

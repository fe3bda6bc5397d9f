import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { defineConfig, type Rolldown, type UserConfig } from 'tsdown'

/** Words for developers: the only file that a script tag loads later, from beside it, and can do without. */
const WORDS = './backend-failure.ts'

/**
 * Address of the script, known only while it runs for the first time. `<img name="currentScript">` takes the place of
 * the document's property, and not of the browser's getter: what users wrote into a page must not say which file is run.
 */
const SCRIPT = `const script = Reflect.get(Document.prototype, 'currentScript', document)?.src
`

/** Where all is one file, what would be loaded later is there at once: without it, the bundler keeps both ways open. */
const atOnce: Rolldown.Plugin = {
  name: 'at-once',
  async transform(code, id) {
    let head = code.includes(WORDS) ? SCRIPT : ''
    let body = code
    const loads = [...code.matchAll(/\(\) => import\('(\.[^']+)'\)/g)]
    for (const [at, [load, file = '']] of loads.entries()) {
      if (file === WORDS) {
        // Where the address is not known, as in a script without a file of its own, the promise rejects.
        body = body.replace(load, "async () => import(new URL('backend-failure.js', script))")
      } else {
        // Shorter than the namespace, for which the bundler writes a getter of each name.
        const { exports: names } = await this.load({ id: join(dirname(id), file) })
        head += `import * as later${at} from '${file}'\n`
        const found = names.map((name) => `${name}: later${at}.${name}`).join()
        body = body.replace(load, `() => Promise.resolve({ ${found} })`)
      }
    }
    return head + body
  },
}

/** The styles are texts in the sources: their line breaks and indents need not travel. */
const shortStyles = {
  name: 'short-styles',
  transform(code: string, id: string): string | undefined {
    if (!id.endsWith('style.ts')) return undefined
    return code.replaceAll(/`[^`]*`/g, (css) =>
      css
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/ ?([{};,>]) ?/g, '$1')
        .replaceAll(/: | !/g, (text) => text.trim())
        .replaceAll(';}', '}'),
    )
  },
}

/** Words that surfaces share stand in a file of their own; each is written out where it is said. */
const wordsInPlace = {
  inputOptions: { optimization: { inlineConst: { mode: 'all', pass: 2 } } },
} satisfies UserConfig

/** What its `integrity` must be, beside a file for a `<script>`. */
function hash(file: string): NonNullable<UserConfig['hooks']> {
  return {
    async 'build:done'() {
      const path = join(import.meta.dirname, 'dist', file)
      const digest = createHash('sha384')
        .update(await readFile(path))
        .digest('base64')
      await writeFile(`${path}.sri`, `sha384-${digest}\n`)
    },
  }
}

const script = {
  ...wordsInPlace,
  platform: 'browser',
  target: 'es2022',
  minify: true,
  dts: false,
  clean: false,
  deps: { alwaysBundle: [/./] },
} satisfies UserConfig

export default defineConfig([
  {
    entry: [
      'src/index.ts',
      'src/element/element.ts',
      'src/in-time.ts',
      'src/widget.ts',
      'src/words.ts',
      'src/{accounts,button,menu,provider,requests,texts}/**/*.ts',
      'src/languages/*/components.ts',
    ],
    platform: 'neutral',
    // A file per module, so that what a component loads later does not come with what it loads at once.
    unbundle: true,
    plugins: [shortStyles],
    ...wordsInPlace,
  },
  {
    // One file for a plain `<script>`, with all that the button needs.
    ...script,
    name: 'script',
    entry: { 'alter-connect': 'src/iife.ts' },
    format: 'iife',
    plugins: [atOnce, shortStyles],
    outputOptions: { entryFileNames: 'alter-connect.iife.js', codeSplitting: false, comments: false },
    hooks: hash('alter-connect.iife.js'),
  },
  {
    // For a `<script type="module">`: the list, and beside it what it loads later.
    ...script,
    name: 'script',
    entry: { 'alter-connected-accounts': 'src/script-accounts.ts' },
    outDir: 'dist/script',
    plugins: [shortStyles],
    outputOptions: { chunkFileNames: '[name].js', comments: false },
    hooks: hash('script/alter-connected-accounts.js'),
  },
])

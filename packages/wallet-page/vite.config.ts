import { defineConfig, type Plugin } from 'vite'

const MEDIA_TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** Where the vault writes the address of the Wallet; also in `index.html`. */
const BASE = '__BASE__'

/** How the document gets its base: no sign of it may end the attribute that it stands in. */
const HTML = `(base) => html.replaceAll(${JSON.stringify(BASE)}, base.replace(/[&"<>]/g, (sign) => \`&#\${sign.charCodeAt(0)};\`))`

/** Turns the whole build into one module, `index.js`: whoever serves the pages needs no file system. */
function asModule(): Plugin {
  return {
    name: 'wallet-page-as-module',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        let html = ''
        const assets: Record<string, { type: string; body: string }> = {}
        for (const [file, output] of Object.entries(bundle)) {
          const body = output.type === 'chunk' ? output.code : output.source
          if (typeof body !== 'string') this.error(`${file} is not text`)
          delete bundle[file]
          if (file === 'index.html') {
            html = body
            continue
          }
          const type = MEDIA_TYPES[file.slice(file.lastIndexOf('.') + 1)]
          if (type === undefined) this.error(`${file}: no media type known for it`)
          assets[file.slice(file.lastIndexOf('/') + 1)] = { type, body }
        }
        this.emitFile({
          type: 'asset',
          fileName: 'index.js',
          source: [
            `const html = ${JSON.stringify(html)}`,
            `const assets = ${JSON.stringify(assets, null, 2)}`,
            `export const walletPage = { html: ${HTML}, assets }\n`,
          ].join('\n\n'),
        })
      },
    },
  }
}

export default defineConfig({
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
    // Another run of the tests may be reading the last build.
    emptyOutDir: false,
  },
  // The document is served at addresses of different depth; scripts find each other beside themselves.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `${BASE}/${file}` : { relative: true }),
  },
  plugins: [asModule()],
})

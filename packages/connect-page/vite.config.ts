import { defineConfig, type Plugin } from 'vite'

const MEDIA_TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** Turns the whole build into one module, `index.js`: whoever serves the page needs no file system. */
function asModule(): Plugin {
  return {
    name: 'connect-page-as-module',
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
          source: `export const connectPage = ${JSON.stringify({ html, assets }, null, 2)}\n`,
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
    reportCompressedSize: false,
    // Another run of the tests may be reading the last build.
    emptyOutDir: false,
  },
  experimental: { renderBuiltUrl: (file) => `connect/${file}` },
  plugins: [asModule()],
})

import { defaultClientConditions, defineConfig } from 'vite'
import { type BuiltPage, nameLanguage, pageAsModule } from '../../.config/page-as-module.ts'
import { textsAsData } from '../../.config/texts-as-data.ts'

/** Where the vault writes the address of the Wallet; also in `index.html`. */
const BASE = '__BASE__'

/** How the document gets its base: no sign of it may end the attribute that it stands in. */
const HTML = `(base) => html.replaceAll(${JSON.stringify(BASE)}, base.replace(/[&"<>]/g, (sign) => \`&#\${sign.charCodeAt(0)};\`))`

function asModule({ html, assets }: BuiltPage): string {
  return [
    `const html = ${JSON.stringify(html)}`,
    `const assets = ${JSON.stringify(assets, null, 2)}`,
    `export const walletPage = { html: ${HTML}, assets }\n`,
  ].join('\n\n')
}

export default defineConfig({
  // The texts are sources of `@alter/connect`, and no part of what it publishes.
  resolve: { conditions: ['@alter/source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
    // Another run of the tests may be reading the last build.
    emptyOutDir: false,
    rolldownOptions: { output: { chunkFileNames: nameLanguage } },
  },
  // The document is served at addresses of different depth; scripts find each other beside themselves.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `${BASE}/${file}` : { relative: true }),
  },
  plugins: [textsAsData(), pageAsModule('wallet-page-as-module', asModule)],
})

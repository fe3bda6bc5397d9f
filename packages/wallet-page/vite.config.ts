import { defaultClientConditions, defineConfig } from 'vite'
import { lostScript } from '../../.config/lost-script.ts'
import { type BuiltPage, nameLanguage, pageAsModule } from '../../.config/page-as-module.ts'
import { textsAsData } from '../../.config/texts-as-data.ts'

/** Placeholder that the vault replaces with the address of the Wallet; also in `index.html`. */
const BASE = '__BASE__'

/** Inserts the base into the document. Its characters are escaped, so that they cannot end the attribute. */
const HTML = `(base) => html.replaceAll(${JSON.stringify(BASE)}, base.replace(/[&"<>]/g, (sign) => \`&#\${sign.charCodeAt(0)};\`))`

function asModule({ html, assets }: BuiltPage): string {
  return [
    `const html = ${JSON.stringify(html)}`,
    `const assets = ${JSON.stringify(assets, null, 2)}`,
    `export const walletPage = { html: ${HTML}, assets }\n`,
  ].join('\n\n')
}

export default defineConfig({
  // The texts are sources of `@alter/connect` that it does not publish.
  resolve: { conditions: ['@alter/source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
    // Another test run may be reading the last build.
    emptyOutDir: false,
    rolldownOptions: { output: { chunkFileNames: nameLanguage } },
  },
  // The document is served at addresses of different depth, so scripts find each other by relative addresses.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `${BASE}/${file}` : { relative: true }),
  },
  plugins: [textsAsData(), lostScript(), pageAsModule('wallet-page-as-module', asModule)],
})

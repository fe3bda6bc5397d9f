import { defaultClientConditions, defineConfig } from 'vite'
import { lostScript } from '../../.config/lost-script.ts'
import { nameLanguage, pageAsModule } from '../../.config/page-as-module.ts'
import { readPlainTexts } from '../../.config/plain-texts.ts'
import { textsAsData } from '../../.config/texts-as-data.ts'

export default defineConfig(async () => {
  const plainTexts = await readPlainTexts()
  return {
    // The texts are sources of `@alter/connect` that it does not publish.
    resolve: { conditions: ['@alter/source', ...defaultClientConditions] },
    build: {
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      // Another test run may be reading the last build.
      emptyOutDir: false,
      rolldownOptions: { output: { chunkFileNames: nameLanguage } },
    },
    experimental: { renderBuiltUrl: (file) => `connect/${file}` },
    plugins: [
      textsAsData(),
      lostScript(),
      pageAsModule(
        'connect-page-as-module',
        (page) =>
          `export const connectPage = ${JSON.stringify(page, null, 2)}\n\nexport const plainTexts = ${JSON.stringify(plainTexts, null, 2)}\n`,
      ),
    ],
  }
})

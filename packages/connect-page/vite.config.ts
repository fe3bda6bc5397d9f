import { defineConfig } from 'vite'
import { pageAsModule } from '../../.config/page-as-module.ts'

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
  plugins: [
    pageAsModule(
      'connect-page-as-module',
      (page) => `export const connectPage = ${JSON.stringify(page, null, 2)}\n`,
    ),
  ],
})

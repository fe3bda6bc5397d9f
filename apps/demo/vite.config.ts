import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, type UserConfigFnPromise } from 'vite'

const config: UserConfigFnPromise = defineConfig(async ({ mode }) => ({
  plugins: [react(), mode === 'mocked' && (await import('@alter/connect-mock/vite')).alterMock()],
  resolve: { conditions: ['@alter/source', ...defaultClientConditions] },
  // A static host may put the mocked demo below any path.
  ...(mode === 'mocked' && { base: './' }),
  build: {
    // The backend's policy allows no data: URLs.
    assetsInlineLimit: 0,
    // Another run of the tests may be reading the last build, so that one is not emptied first.
    emptyOutDir: false,
    ...(mode === 'mocked' && {
      outDir: 'mocked/dist',
      rolldownOptions: { input: ['index.html', 'gallery.html', 'theming.html'] },
    }),
  },
}))

export default config

import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import type { UserConfigFnPromise } from 'vite'

const config: UserConfigFnPromise = defineConfig(async ({ mode }) => ({
  plugins: [react(), mode === 'mocked' && (await import('@alter/connect-mock/vite')).alterMock()],
  resolve: { conditions: ['@alter/source', ...defaultClientConditions] },
  // The backend's policy allows no data: URLs.
  // Another run of the tests may be reading the last build, so that one is not emptied first.
  build: { assetsInlineLimit: 0, emptyOutDir: false },
}))

export default config

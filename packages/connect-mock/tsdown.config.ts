import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/browser.ts',
    'src/node.ts',
    'src/playwright.ts',
    'src/in-node.ts',
    'src/in-browser.ts',
    'src/vite.ts',
  ],
  platform: 'neutral',
  deps: { neverBundle: [/^node:/] },
})

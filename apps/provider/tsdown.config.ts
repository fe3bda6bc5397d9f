import { cp } from 'node:fs/promises'
import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  platform: 'node',
  // The package's exports name `.js`.
  fixedExtension: false,
  hooks: {
    // The server reads it beside its own file.
    'build:done': () => cp('src/style.css', 'dist/style.css'),
  },
})

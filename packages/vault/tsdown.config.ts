import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/bin.ts'],
  platform: 'node',
  // The package's exports name `.js`.
  fixedExtension: false,
})

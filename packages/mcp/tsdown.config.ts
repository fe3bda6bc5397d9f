import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/bin.ts'],
  platform: 'node',
  // The exports name .js and .d.ts.
  fixedExtension: false,
})

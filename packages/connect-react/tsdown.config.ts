import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  platform: 'neutral',
  copy: [{ from: 'src/styles.css', to: 'dist' }],
  // Server components need the directive in the file that they import.
  outputOptions: { banner: "'use client'" },
})

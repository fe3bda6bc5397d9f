import { defineConfig } from 'tsdown'
import { writeTemplates } from './templates.ts'

export default defineConfig({
  entry: ['src/cli.ts'],
  platform: 'node',
  target: 'node20',
  dts: false,
  // The package's bin names `.js`.
  fixedExtension: false,
  hooks: {
    'build:done': () => writeTemplates(new URL('dist/templates/', import.meta.url)),
  },
})

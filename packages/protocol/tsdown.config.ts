import { defineConfig } from 'tsdown'

export default defineConfig({ entry: ['src/index.ts', 'src/rules.ts', 'src/schema.ts'], platform: 'neutral' })

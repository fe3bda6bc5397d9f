import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/express.ts', 'src/fastify.ts', 'src/hono.ts', 'src/next.ts'],
  platform: 'node',
  // The exports name .js and .d.ts.
  fixedExtension: false,
})

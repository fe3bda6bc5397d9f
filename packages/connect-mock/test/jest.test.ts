import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const JEST = createRequire(import.meta.url).resolve('jest/bin/jest')
const CONFIG = fileURLToPath(new URL('../guides/jest/workspace.config.mjs', import.meta.url))

// With the MSW of the workspace only: Jest knows no aliases of ours.
test.skipIf(process.env['MSW'] === '2')(
  '12.19: what the guide for Jest says works, in Jest with jsdom',
  { timeout: 180_000 },
  async () => {
    const args = ['--experimental-vm-modules', JEST, '--config', CONFIG]
    const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
      // Of Vitest, not of the Jest that a user starts.
      const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env
      execFile(process.execPath, args, { env }, (error, out, errors) =>
        resolve({ code: error?.code ?? 0, output: out + errors }),
      )
    })
    expect(code, output).toBe(0)
    expect(output).toContain('5 passed, 5 total')
  },
)

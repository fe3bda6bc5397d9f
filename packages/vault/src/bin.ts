#!/usr/bin/env node
import { ConfigError } from './config-error.ts'
import { insistOnNode } from './node-version.ts'

try {
  insistOnNode()
  const { runCli } = await import('./cli.ts')
  await runCli()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

#!/usr/bin/env node
import { UsageError } from './program/arguments.ts'
import { run } from './program/run.ts'

try {
  await run()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
// Vitest runs this file without the source condition.
import { makeSigningKeys } from '../../../apps/provider/src/signing-key.ts'
import { openStorage } from '../src/storage/open.ts'
import { temporaryFolder } from './folder.ts'
import { buildProgram } from './program.ts'

/** One SQLite file with all tables for the whole run. Each test starts with a copy of it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await temporaryFolder()
  const storage = await openStorage({ kind: 'sqlite', folder: folder.path })
  await storage.destroy()
  const template = join(folder.path, 'vault.db')
  const [signingKeys, program] = await Promise.all([makeSigningKeys(), buildProgram()])
  project.provide('prepared', { signingKeys, template, program: program.path })
  return async () => {
    await folder[Symbol.asyncDispose]()
    await program[Symbol.asyncDispose]()
  }
}

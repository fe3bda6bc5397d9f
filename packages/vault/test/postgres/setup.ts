import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
// Vitest runs this file without the source condition.
import { makeSigningKeys } from '../../../../apps/provider/src/signing-key.ts'
import { openStorage } from '../../src/storage/open.ts'
import { buildProgram } from '../program.ts'
import { findPostgres, startCluster } from './cluster.ts'

/** One cluster for the whole run, with one database that has the tables. Each test starts with a copy of it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = await findPostgres()
  if (programs === null) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  const cluster = await startCluster(programs)
  const template = 'prepared'
  const client = new Client(`${cluster.url}/postgres`)
  await client.connect()
  await client.query(`create database ${template}`)
  await client.end()
  const storage = await openStorage({ kind: 'postgres', url: `${cluster.url}/${template}` })
  await storage.destroy()
  const [signingKeys, program] = await Promise.all([makeSigningKeys(), buildProgram()])
  project.provide('prepared', { signingKeys, template, program: program.path })
  project.provide('postgres', cluster.url)
  return async () => {
    await cluster.stop()
    await program[Symbol.asyncDispose]()
  }
}

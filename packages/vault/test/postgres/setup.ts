import type { TestProject } from 'vitest/node'
import { findPostgres, startCluster } from './cluster.ts'

/** One cluster for the whole run; each test makes a database of its own in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = await findPostgres()
  if (programs === null) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  const cluster = await startCluster(programs)
  project.provide('postgres', cluster.url)
  return () => cluster.stop()
}

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the run's PostgreSQL; missing where the suite runs on SQLite. */
    postgres?: string
  }
}

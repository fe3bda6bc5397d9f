import type { SigningKeys } from '@alter/provider'

/** Slow preparations, made once for all systems of a test run. */
export interface Prepared {
  signingKeys: SigningKeys
  /** An empty database with all tables: a file of SQLite, or a name in the PostgreSQL cluster. */
  template: string
  /** The built file of `alter-vault`. */
  program: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the run's PostgreSQL. Absent when the tests run on SQLite. */
    postgres?: string
    prepared: Prepared
  }
}

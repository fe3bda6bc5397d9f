import type { SigningKeys } from '@alter/provider'

/** What takes long to make, and is therefore made once for all systems of a test run. */
export interface Prepared {
  signingKeys: SigningKeys
  /** A database with its tables and nothing in them: a file of SQLite, or a name in the PostgreSQL cluster. */
  template: string
  /** File of `alter-vault`, as Node runs it. */
  program: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the run's PostgreSQL; missing where the suite runs on SQLite. */
    postgres?: string
    prepared: Prepared
  }
}

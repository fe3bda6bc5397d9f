import { setTimeout as pause } from 'node:timers/promises'
import {
  type DatabaseConnection,
  type Driver,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely'

/** How long a statement waits for another program that writes to the file. Milliseconds. */
const PATIENCE = 5000
/** Between two tries. Milliseconds. */
const PAUSE = 25

/**
 * SQLite that waits for other programs without keeping this one from its other work: SQLite itself would wait in the
 * thread that answers all requests. Its own `busy_timeout` must be short.
 */
export class PatientSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new PatientDriver(this.#config)
  }
}

class PatientDriver extends SqliteDriver {
  #connection: Promise<DatabaseConnection> | null = null

  override acquireConnection(): Promise<DatabaseConnection> {
    return (this.#connection ??= super.acquireConnection().then(patient))
  }
}

function patient(connection: DatabaseConnection): DatabaseConnection {
  return {
    async executeQuery(...query) {
      const until = performance.now() + PATIENCE
      for (;;) {
        try {
          return await connection.executeQuery(...query)
        } catch (error) {
          if (!isBusy(error) || performance.now() > until) throw error
        }
        await pause(PAUSE)
      }
    },
    streamQuery: (...query) => connection.streamQuery(...query),
  }
}

/** Another program writes, or mends the file after a crash. After the other extended codes only a whole transaction helps. */
const PASSING = new Set(['SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY'])

/**
 * Whether another program holds the file, so that the statement did nothing and can be repeated.
 * @see https://www.sqlite.org/rescode.html#busy
 */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && PASSING.has(String(error.code))
}

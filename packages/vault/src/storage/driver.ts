import { ConfigError } from '../config-error.ts'

/** The driver package of each database. The app installs the one that it needs. */
const DRIVERS = { sqlite: 'better-sqlite3', postgres: 'pg' }

/**
 * Loads the driver of a database.
 * @throws {ConfigError} which names the package to install
 */
export async function loadDriver<Module>(
  kind: keyof typeof DRIVERS,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    const name = DRIVERS[kind]
    if (!isMissing(cause, name)) throw cause
    const what = kind === 'sqlite' ? 'The embedded database' : 'A PostgreSQL'
    throw new ConfigError(`${what} needs the package ${name}: npm install ${name}`, { cause })
  }
}

function isMissing(cause: unknown, name: string): boolean {
  return (
    cause instanceof Error &&
    'code' in cause &&
    cause.code === 'ERR_MODULE_NOT_FOUND' &&
    cause.message.includes(`'${name}'`)
  )
}

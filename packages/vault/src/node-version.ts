import { ConfigError } from './config-error.ts'

/** The oldest major version of Node that the embedded database supports. An older one crashes without a message. */
const OLDEST = 22

/**
 * Refuses an old Node before anything is loaded that would crash it.
 * @throws {ConfigError} with both versions
 */
export function insistOnNode(version: string = process.versions.node): void {
  if (Number.parseInt(version, 10) >= OLDEST) return
  throw new ConfigError(`@alter/vault needs Node ${OLDEST} or newer; this is Node ${version}.`)
}

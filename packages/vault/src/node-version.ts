import { ConfigError } from './config-error.ts'

/** The first major version of Node that the embedded database runs on; an older one ends without a word. */
const OLDEST = 22

/**
 * Refuses a Node that is too old, before anything is loaded that would end its process.
 * @throws {ConfigError} which names both versions
 */
export function insistOnNode(version: string = process.versions.node): void {
  if (Number.parseInt(version, 10) >= OLDEST) return
  throw new ConfigError(`@alter/vault needs Node ${OLDEST} or newer; this is Node ${version}.`)
}

import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { ConfigError } from '../config-error.ts'
import { refuseWritableByOthers } from '../writable-file.ts'
import type { MasterKeys } from './data-keys.ts'

/**
 * The key that wraps all others, and during a rotation the previous one from `ALTER_PREVIOUS_MASTER_KEY`. Throws a
 * `ConfigError` for a missing or invalid key.
 */
export async function loadMasterKeys(
  configured: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<MasterKeys> {
  const current = await loadMasterKey(configured, environment)
  const previous = environment[PREVIOUS]
  // One that was accepted before must still open what is to be sealed with the new one.
  return previous ? [current, readMasterKey(previous, PREVIOUS)] : [current]
}

const PREVIOUS = 'ALTER_PREVIOUS_MASTER_KEY'

/**
 * The key of the configuration, of `ALTER_MASTER_KEY`, or of a file. Outside production the file is made on first use.
 */
async function loadMasterKey(
  configured: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<Buffer> {
  if (configured !== undefined) return parseMasterKey(configured, 'master_key')
  const fromEnvironment = environment['ALTER_MASTER_KEY']
  if (fromEnvironment) return parseMasterKey(fromEnvironment, 'ALTER_MASTER_KEY')
  if (environment['NODE_ENV'] === 'production') {
    throw new ConfigError(
      'ALTER_MASTER_KEY is required in production: 32 bytes, such as `openssl rand -base64 32`.',
    )
  }
  return developmentKey(developmentKeyPath(environment))
}

/** The file that the master key is read from; `null` when the key is given elsewhere. */
export function masterKeyFile(configured: string | undefined, environment: NodeJS.ProcessEnv): string | null {
  return configured === undefined && !environment['ALTER_MASTER_KEY'] ? developmentKeyPath(environment) : null
}

function developmentKeyPath(environment: NodeJS.ProcessEnv): string {
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'alter', 'master.key')
}

function parseMasterKey(text: string, name: string): Buffer {
  const key = readMasterKey(text, name)
  const fault = faultOf(key)
  if (fault === null) return key
  throw new ConfigError(`${name} is not random: it ${fault}. Make one with \`openssl rand -base64 32\`.`)
}

/** Why 32 bytes were not drawn by lot. A random key has such a fault less than once in a billion times. */
function faultOf(key: Buffer): string | null {
  if (new Set(key).size <= MOST_REPEATED) return 'repeats the same few bytes'
  const steps = key.map((byte, index) => byte - (key[index - 1] ?? 0))
  if (new Set(steps).size <= MOST_REPEATED) return 'is a sequence'
  return key.every((byte) => byte >= 0x20 && byte < 0x7f) ? 'is a text' : null
}

/** 32 random bytes have about 30 different values. */
const MOST_REPEATED = 16

function readMasterKey(text: string, name: string): Buffer {
  const trimmed = text.trim()
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64')
  if (key.length === 32) return key
  throw new ConfigError(
    `${name} must be 32 bytes in base64 or hex, such as \`openssl rand -base64 32\` prints.`,
  )
}

async function developmentKey(path: string): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    await writeFile(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  await refuseWritableByOthers(path)
  return parseMasterKey(await readFile(path, 'utf8'), path)
}

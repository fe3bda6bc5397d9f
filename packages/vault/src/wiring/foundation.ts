import type { Settings } from '../config/settings.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { Log } from '../log.ts'
import type { Storage } from '../storage/open.ts'
import type { Signals } from '../storage/signals.ts'

/** What a vault is built on. */
export interface Foundation {
  settings: Settings
  storage: Storage
  signals: Signals
  keyring: Keyring
  now: () => number
  log: Log
}

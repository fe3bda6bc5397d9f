import type { Log } from '../log.ts'
import { ProviderFailure } from '../providers/failure.ts'
import type { LogSeldom } from '../seldom.ts'

export interface FailureLogParts {
  log: Log
  logSeldom: LogSeldom
}

/**
 * Tells the operator of an authorization that failed. At `error` for what the vault itself saw to be theirs to mend. What
 * stands in the browser's address can be written by anybody, and who names the host that is asked, such as that of a
 * shop, has a say in what it answers: their lines take the place of no others.
 * @param place app and provider
 * @param fields what the user typed
 */
export function logFailure(
  { log, logSeldom }: FailureLogParts,
  message: 'an authorization cannot begin' | 'an authorization failed',
  error: unknown,
  { place, fields, ...said }: { place: string; fields: Record<string, string>; [name: string]: unknown },
): void {
  const line = { err: error, ...said }
  // The vault's own fault, which no provider and no user brings about.
  if (!(error instanceof ProviderFailure)) return log.error(line, message)
  const isSeen = !error.isBrought && Object.keys(fields).length === 0
  const level = error.code === 'provider_misconfigured' && isSeen ? 'error' : 'warn'
  logSeldom(level, `${place} ${error.code} ${isSeen ? 'seen' : 'brought'}`, line, message)
}

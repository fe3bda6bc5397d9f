import type { Log } from '../log.ts'
import { ProviderFailure } from '../providers/failure.ts'
import type { LogSeldom } from '../seldom.ts'

export interface FailureLogParts {
  log: Log
  logSeldom: LogSeldom
}

/**
 * Logs a failed authorization. The level is `error` for faults that the vault found and the operator can correct.
 * Anybody can write a refusal into the browser's address, and a user who names the host, such as that of a shop, can
 * influence its answers; those lines are counted apart, so that they hide no others.
 * @param place app and provider
 * @param fields the user's answers
 */
export function logFailure(
  { log, logSeldom }: FailureLogParts,
  message: 'an authorization cannot begin' | 'an authorization failed',
  error: unknown,
  { place, fields, ...said }: { place: string; fields: Record<string, string>; [name: string]: unknown },
): void {
  const line = { err: error, ...said }
  // A fault of the vault itself.
  if (!(error instanceof ProviderFailure)) return log.error(line, message)
  const isSeen = !error.isBrought && Object.keys(fields).length === 0
  const level = error.code === 'provider_misconfigured' && isSeen ? 'error' : 'warn'
  logSeldom(level, `${place} ${error.code} ${isSeen ? 'seen' : 'brought'}`, line, message)
}

import type { Platform } from './browser.ts'

/**
 * Claims a session. Of all pages that know it, a duplicated tab among them, one goes on with it.
 * @param life Ends the claim when it aborts.
 * @param patience Ends the wait for another page that has the session. Default: `life`.
 * @returns whether this page has it; a browser without locks knows of no other page
 */
export function claimSession(
  { navigator: { locks } }: Platform,
  id: string,
  life: AbortSignal,
  patience: AbortSignal = life,
): Promise<boolean> {
  const ended = new Promise((end) => life.addEventListener('abort', end))
  return new Promise((resolve) => {
    function hold(): Promise<unknown> {
      resolve(true)
      return ended
    }
    if (locks) locks.request(`alter:${id}`, { signal: patience }, hold).catch(() => resolve(false))
    else resolve(true)
  })
}

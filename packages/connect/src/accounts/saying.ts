import type { ConnectState } from '../outcome.ts'

/** Nothing runs, and nothing went wrong: what is connected can be shown. */
export function isQuiet({ status }: ConnectState): boolean {
  return status === 'idle' || status === 'exit' || status === 'connected'
}

import { isBeforeProvider } from '../errors.ts'
import type { ConnectState } from '../outcome.ts'

/** What a button shows and says aloud; an attribute such as `text-waiting` says it in other words. */
const TEXTS: Partial<Record<string, string>> = {
  waiting: 'Continue in the window that opened',
  detached: 'Continue in the window that opened',
  blocked: 'Blocked. Try again',
  connected: 'Connected',
  error: 'Try again',
  'not-started': 'Could not start',
}

/** Empty where the state says nothing. */
export function textOf(element: HTMLElement, state: ConnectState | undefined): string {
  const { status = '' } = state ?? {}
  const name = state?.status === 'error' && isBeforeProvider(state.error) ? 'not-started' : status
  return element.getAttribute(`text-${name}`) ?? TEXTS[name] ?? ''
}

/** What to call a provider that has no text: as it writes itself, for all of the vault's catalog. */
export function nameOf(provider = ''): string {
  return provider.replace(/^.|h(?=ub$)|l(?=ab$)|s(?=pot$)/g, (letter) => letter.toUpperCase())
}

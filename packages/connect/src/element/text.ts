/** What a button shows and says aloud; an attribute such as `text-waiting` says it in other words. */
const TEXTS: Partial<Record<string, string>> = {
  waiting: 'Continue in the window that opened',
  detached: 'Continue in the window that opened',
  blocked: 'Blocked. Try again',
  connected: 'Connected',
  error: 'Try again',
}

/** Empty where the status says nothing. */
export function textOf(element: HTMLElement, status: string): string {
  return element.getAttribute(`text-${status}`) ?? TEXTS[status] ?? ''
}

/** What to call a provider that has no text: as it writes itself, for all of the vault's catalog. */
export function nameOf(provider = ''): string {
  return provider.replace(/^.|h(?=ub$)|l(?=ab$)|s(?=pot$)/g, (letter) => letter.toUpperCase())
}

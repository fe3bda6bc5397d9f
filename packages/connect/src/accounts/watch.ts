/** Tabs of one origin tell each other here that the accounts have changed. */
const CHANNEL = 'alter:connections'

export interface Watching {
  tellOthers: () => void
  /** Whether the user is leaving the page at this moment. */
  isLeaving: () => boolean
}

/** Refreshes when the page is looked at or online again, and with other tabs, until the signal ends it. */
export function watch(refresh: () => Promise<void>, isLoading: () => boolean, signal: AbortSignal): Watching {
  const channel = new BroadcastChannel(CHANNEL)
  function refreshOnce(): void {
    // The tab may have been in the background while an account was revoked elsewhere.
    if (document.visibilityState === 'visible' && !isLoading()) void refresh()
  }
  for (const name of ['focus', 'online']) window.addEventListener(name, refreshOnce, { signal })
  document.addEventListener('visibilitychange', refreshOnce, { signal })
  channel.addEventListener('message', () => void refresh(), { signal })
  signal.addEventListener('abort', () => channel.close())
  let isLeaving = false
  function notePage({ type }: Event): void {
    isLeaving = type === 'pagehide'
  }
  // It is noted before other listeners do their last work. A page can come back from the back/forward cache.
  for (const name of ['pagehide', 'pageshow'])
    window.addEventListener(name, notePage, { signal, capture: true })
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it is of this origin
    tellOthers: () => channel.postMessage('changed'),
    isLeaving: () => isLeaving,
  }
}

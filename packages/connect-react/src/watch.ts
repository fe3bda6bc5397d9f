import type { Client } from './client.ts'

/** Tabs of one origin tell each other here that the accounts have changed. */
const CHANNEL = 'alter:connections'

export interface Watching {
  tellOthers: () => void
  stop: () => void
}

/** Refreshes when a flow succeeds, late ones too, when the page is looked at or online again, and with other tabs. */
export function watch(client: Client, refresh: () => Promise<void>, isLoading: () => boolean): Watching {
  const channel = new BroadcastChannel(CHANNEL)
  const life = new AbortController()
  const { signal } = life
  function refreshOnce(): void {
    // The tab may have been in the background while an account was revoked elsewhere.
    if (document.visibilityState === 'visible' && !isLoading()) void refresh()
  }
  for (const name of ['focus', 'online']) window.addEventListener(name, refreshOnce, { signal })
  document.addEventListener('visibilitychange', refreshOnce, { signal })
  channel.addEventListener('message', () => void refresh(), { signal })
  function tellOthers(): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it is of this origin
    return channel.postMessage('changed')
  }
  const off = client.widget().on('success', () => {
    void refresh()
    tellOthers()
  })
  return {
    tellOthers,
    stop() {
      off()
      life.abort()
      channel.close()
    },
  }
}

import type { MockVault } from './vault.ts'

/** Lets `open` answer `null` where the scenario blocks windows; the function returned ends that. */
export function blockWindows(vault: MockVault, global: Pick<Window, 'open'>): () => void {
  const open = global.open
  global.open = (...target) => (vault.opensWindow() ? open.apply(global, target) : null)
  return () => {
    global.open = open
  }
}

import type { MockVault } from '../vault/vault.ts'

/** Makes `open` return `null` when the scenario blocks windows. The returned function undoes that. */
export function blockWindows(vault: MockVault, global: Pick<Window, 'open'>): () => void {
  const open = global.open
  global.open = (...target) => (vault.opensWindow() ? open.apply(global, target) : null)
  return () => {
    global.open = open
  }
}

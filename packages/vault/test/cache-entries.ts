import { type System, VAULT } from './system.ts'

/** A `metrics_token` for a vault whose caches are looked at. */
export const METRICS_TOKEN = 'a-token-for-the-metrics'

/** Sizes of the vault's caches, by name. The vault's `metrics_token` is {@link METRICS_TOKEN}. */
export async function cacheEntries(system: System): Promise<Record<string, number>> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  const answer = await system.vault.fetch(new Request(`${VAULT}/metrics`, { headers }))
  const found = (await answer.text()).matchAll(/^alter_vault_cache_entries\{cache="([^"]+)"\} (\d+)$/gm)
  return Object.fromEntries([...found].map(([, name = '', size]) => [name, Number(size)]))
}

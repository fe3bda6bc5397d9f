import { type ELDHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as turn } from 'node:timers/promises'
import { queryObjects } from 'node:v8'
import { HEADER } from '@alter/protocol'
import { Registry } from 'prom-client'
import { expect, vi } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { connectGoogle, startSystem, type SystemOptions, VAULT } from './system.ts'

const TOKEN = 'a-token-for-prometheus'

const test = vaultTest({ vault: { metrics_token: TOKEN } })
  .extend('metrics', ({ system }) => {
    return (headers: Record<string, string> = {}): Promise<Response> => {
      return system.vault.fetch(new Request(`${VAULT}/metrics`, { headers }))
    }
  })
  .extend('scrape', ({ metrics }) => {
    return async (): Promise<(name: string) => number> => {
      const text = await (await metrics({ authorization: `Bearer ${TOKEN}` })).text()
      const lines = text.split('\n').map((line) => line.split(' '))
      return (name) => Number(lines.find(([found]) => found === `alter_vault_${name}`)?.[1])
    }
  })
  /** Blocks the event loop, and asks how long it was blocked. */
  .extend('block', ({ scrape }) => {
    return async (): Promise<number> => {
      const until = performance.now() + 150
      while (performance.now() < until);
      // Late timers first, as before a request that came meanwhile.
      await turn(0)
      return (await scrape())('nodejs_eventloop_lag_seconds{quantile="1"}')
    }
  })

test('requests and events are counted by route and provider, in Prometheus’ text format', async ({
  system,
  backend,
  metrics,
}) => {
  await connectGoogle(backend)
  await backend.calendar()
  await backend.call('https://evil.example/')
  await backend.calendar({ [HEADER.provider]: 'made-up-by-a-caller' })
  await system.vault.fetch(new Request(`${VAULT}/health`, { method: 'MADE-UP-BY-A-CALLER' }))
  const answer = await metrics({ authorization: `Bearer ${TOKEN}` })
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await answer.text()).split('\n')
  expect(lines).toContain(
    'alter_vault_request_duration_seconds_count{method="GET",route="/sdk/proxy",status="200"} 1',
  )
  expect(lines).toContain(
    'alter_vault_events_total{app="demo",provider="google",action="use",outcome="ok"} 1',
  )
  expect(lines).toContain(
    'alter_vault_events_total{app="demo",provider="google",action="use",outcome="denied"} 1',
  )
  expect(lines.some((line) => line.includes('route="/sdk/oauth/callback/:provider"'))).toBe(true)
  expect(lines.join('\n')).not.toMatch(/made-up-by-a-caller/i)
})

test('without the token there is nothing to be seen', async ({ start, metrics }) => {
  expect((await metrics()).status).toBe(404)
  expect((await metrics({ authorization: 'Bearer another-token-for-it' })).status).toBe(404)
  const without = await start({})
  const request = new Request(`${VAULT}/metrics`, { headers: { authorization: 'Bearer ' } })
  expect((await without.vault.fetch(request)).status).toBe(404)
})

test('the process is measured: processor, memory, event loop, what is open', async ({ scrape }) => {
  const before = await scrape()
  const after = await scrape()
  const cpu = 'process_cpu_seconds_total'
  expect(after(cpu) - before(cpu)).toBeGreaterThan(0)
  expect(after('process_start_time_seconds')).toBeCloseTo(Date.now() / 1000 - process.uptime(), -1)
  expect(after('process_resident_memory_bytes')).toBeGreaterThan(after('nodejs_heap_size_used_bytes'))
  expect(after('nodejs_external_memory_bytes')).toBeGreaterThan(0)
  expect(after('nodejs_active_resources{type="TCPServerWrap"}')).toBeGreaterThan(0)
})

test('a blocked event loop is seen', async ({ block }) => {
  await expect.poll(block).toBeGreaterThan(0.1)
})

async function comeAndGo(vault: SystemOptions['vault'] = {}): Promise<void> {
  const other = await startSystem({ vault })
  await other.close()
}

function registries(): number {
  return queryObjects(Registry, { format: 'count' })
}

test('a vault that is closed leaves no registry behind', async () => {
  await comeAndGo({ metrics_token: TOKEN })
  const before = registries()
  await comeAndGo({ metrics_token: TOKEN })
  expect(registries()).toBe(before)
})

test('the event loop is watched only where there is a token, and until the vault is closed', async () => {
  const histogram: ELDHistogram = Object.getPrototypeOf(monitorEventLoopDelay())
  const begun = vi.spyOn(histogram, 'enable')
  const ended = vi.spyOn(histogram, 'disable')
  await comeAndGo()
  expect(begun).not.toHaveBeenCalled()
  await comeAndGo({ metrics_token: TOKEN })
  expect(begun).toHaveBeenCalledOnce()
  expect(ended).toHaveBeenCalledOnce()
  vi.restoreAllMocks()
})

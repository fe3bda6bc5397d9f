import { HEADER } from '@alter/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Backend, VAULT, connectGoogle, startSystem } from './system.ts'
import type { System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

const TOKEN = 'a-token-for-prometheus'

let system: System
beforeEach(async () => {
  system = await startSystem({ vault: { metrics_token: TOKEN } })
})
afterEach(() => system.close())

const metrics = (headers: Record<string, string> = {}): Promise<Response> =>
  system.vault.fetch(new Request(`${VAULT}/metrics`, { headers }))

test('requests and events are counted by route and provider, in Prometheus’ text format', async () => {
  const backend = new Backend(system)
  await connectGoogle(backend)
  await backend.calendar()
  await backend.call('https://evil.example/')
  await backend.calendar({ [HEADER.provider]: 'made-up-by-a-caller' })
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
  expect(lines.join('\n')).not.toContain('made-up-by-a-caller')
})

test('without the token there is nothing to be seen', async () => {
  expect((await metrics()).status).toBe(404)
  expect((await metrics({ authorization: 'Bearer another-token-for-it' })).status).toBe(404)
  await system.close()
  system = await startSystem()
  expect((await metrics({ authorization: 'Bearer ' })).status).toBe(404)
})

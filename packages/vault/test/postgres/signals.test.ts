import { EventEmitter, once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { SessionResult } from '@alter/protocol'
import { expect } from 'vitest'
import { createLog } from '../../src/log.ts'
import { listen } from '../../src/storage/postgres-listener.ts'
import { cacheEntries, METRICS_TOKEN } from '../cache-entries.ts'
import { vaultTest } from '../fixtures.ts'
import { Backend, Browser, pollUntilWoken } from '../system.ts'

const test = vaultTest({ vault: { metrics_token: METRICS_TOKEN } })
  .extend('other', ({ system }) => system.secondVault())
  /** A poll that waits there. */
  .extend('pollAtOther', ({ system, other }) => {
    const there = { ...system, vault: other }
    return async (token: string): Promise<{ result: Promise<SessionResult> }> => {
      const result = pollUntilWoken(there, token)
      await expect.poll(() => cacheEntries(there)).toMatchObject({ 'waiting polls': 1 })
      return { result }
    }
  })

test('a poll that waits at one vault is woken by what happens at another', async ({
  system,
  pollAtOther,
}) => {
  const { session_token } = await new Backend(system).mint()
  const waiting = await pollAtOther(session_token)
  await new Browser(system).start(session_token)
  expect(await waiting.result).toMatchObject({ status: 'open', events: [{ event: 'page_loaded' }] })
})

test('a vault that lost its listener polls, and listens again', async ({ system, pollAtOther }) => {
  const { session_token } = await new Backend(system).mint()
  const deaf = await pollAtOther(session_token)
  const browser = new Browser(system)
  await system.database(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = \'listen "alter_vault"\'',
  )
  expect(await deaf.result).toMatchObject({ status: 'pending' })

  const waiting = await pollAtOther(session_token)
  await browser.start(session_token)
  expect(await waiting.result).toMatchObject({ status: 'open' })
})

test('a listener that is closed while it reconnects stays closed', async ({ system }) => {
  const { hostname, port } = new URL(system.config.database_url ?? '')
  const events = new EventEmitter<{ arrived: [Socket] }>()
  const between = createServer((socket) => {
    socket.on('error', () => undefined)
    events.emit('arrived', socket)
  })
  function pass(socket: Socket): void {
    const database = connect(Number(port), hostname)
    database.on('error', () => undefined).on('close', () => socket.destroy())
    socket
      .on('close', () => database.destroy())
      .pipe(database)
      .pipe(socket)
  }
  await once(between.listen(0, '127.0.0.1'), 'listening')
  const address = between.address()
  const url = new URL(system.config.database_url ?? '')
  url.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const first = once(events, 'arrived')
  const listening = listen(url.href, 'ear', createLog('silent'), () => undefined)
  const [before]: Socket[] = await first
  if (before) pass(before)
  const ear = await listening
  const second = once(events, 'arrived')
  before?.destroy()
  const [after]: Socket[] = await second
  await ear.close()
  if (after) pass(after)
  if (after) await once(after, 'close')
  between.close()
})

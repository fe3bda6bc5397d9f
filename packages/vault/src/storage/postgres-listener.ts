import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, escapeIdentifier } from 'pg'
import type { Log } from '../log.ts'
import { connectionOptions } from './postgres.ts'

/** Milliseconds between attempts to listen again. */
const RETRY = 1000

/**
 * Listens on a channel through a connection of its own, and reconnects when that is lost.
 * @param onMessage gets `null` after a loss, because messages may have been missed
 * @see https://www.postgresql.org/docs/current/sql-listen.html
 */
export async function listen(
  url: string,
  channel: string,
  log: Log,
  onMessage: (payload: string | null) => void,
): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController()
  let current: Client | null = null

  async function connect(): Promise<void> {
    const socket = new Socket()
    const client = new Client({ ...connectionOptions(url), stream: () => socket })
    client.on('notification', ({ payload }) => onMessage(payload ?? null))
    // Without this listener an error of the connection would end the process. `end` follows each error.
    client.on('error', (error) => log.warn({ err: error }, 'listening for other vaults failed'))
    // `end` would wait for a server that does not answer, and one that is connected later would stay.
    function cut(): void {
      socket.destroy()
    }
    closing.signal.addEventListener('abort', cut)
    try {
      await client.connect()
      await client.query(`listen ${escapeIdentifier(channel)}`)
    } catch (error) {
      await client.end()
      throw error
    } finally {
      closing.signal.removeEventListener('abort', cut)
    }
    if (closing.signal.aborted) return client.end()
    current = client
    client.once('end', () => void reconnect())
  }

  async function reconnect(): Promise<void> {
    current = null
    while (!closing.signal.aborted) {
      try {
        await connect()
        if (!closing.signal.aborted) onMessage(null)
        return
      } catch (error) {
        if (closing.signal.aborted) return
        log.warn({ err: error }, 'listening for other vaults failed')
        await sleep(RETRY, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
  }

  await connect()
  return {
    async close() {
      closing.abort()
      await current?.end()
    },
  }
}

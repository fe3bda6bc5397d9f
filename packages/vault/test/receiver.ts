import { randomBytes } from 'node:crypto'
import { EventEmitter, on } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GrantEvent } from '@alter/protocol'
import { Webhook } from 'standardwebhooks'
import { vi } from 'vitest'
import type { WebhookConfig } from '@alter/vault'
import { listen } from './server.ts'

export interface Delivery {
  headers: Record<string, string>
  body: string
}

/** How often a vault checks its outbox. Milliseconds. */
const LOOK = 1000

/** The receiver of an app's webhook. While it waits for a delivery, timers run faster. */
export interface Receiver {
  webhook: WebhookConfig
  /** Status of its answers. Settable. */
  status: number
  /** The next delivery in order of arrival. */
  nextDelivery(): Promise<Delivery>
  /** The event of the next delivery. Throws when it is not signed correctly. */
  nextEvent(): Promise<GrantEvent>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const arrivals = new EventEmitter()
  const deliveries: AsyncIterator<Delivery[]> = on(arrivals, 'delivery')
  // Vaults check the outbox at an interval, which a test need not wait for.
  const isClockMine = !vi.isFakeTimers()
  if (isClockMine) vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'], shouldAdvanceTime: true })
  const server = await listen(async (request, response) => {
    const body = await text(request)
    const { status } = receiver
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
    arrivals.emit('delivery', { headers: request.headers, body })
  })
  const receiver: Receiver = {
    webhook: { url: `http://localhost:${server.port}/hook`, secret },
    status: 204,
    async nextDelivery() {
      const { value } = await whileLooking(deliveries.next())
      const [delivery]: Delivery[] = value
      if (!delivery) throw new Error('nothing was delivered')
      return delivery
    },
    async nextEvent() {
      const { headers, body } = await receiver.nextDelivery()
      // `verify` is not used, because it has its own clock.
      const sentAt = new Date(Number(headers['webhook-timestamp']) * 1000)
      const signature = new Webhook(secret).sign(headers['webhook-id'] ?? '', sentAt, body)
      if (headers['webhook-signature'] !== signature) throw new Error('the signature is wrong')
      const event: GrantEvent = JSON.parse(body)
      return event
    },
    async close() {
      if (isClockMine) vi.useRealTimers()
      await server.close()
    },
  }
  return receiver
}

/** Makes vaults check their outboxes until the promise settles. */
async function whileLooking<Value>(promise: Promise<Value>): Promise<Value> {
  const kept = promise.then((value) => ({ value }))
  for (;;) {
    vi.advanceTimersByTime(LOOK)
    const done = await Promise.race([kept, sleep(20)])
    if (done) return done.value
  }
}

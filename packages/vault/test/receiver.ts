import { randomBytes } from 'node:crypto'
import { EventEmitter, on } from 'node:events'
import { text } from 'node:stream/consumers'
import type { GrantEvent } from '@alter/protocol'
import { Webhook } from 'standardwebhooks'
import type { WebhookConfig } from '@alter/vault'
import { listen } from './server.ts'

export interface Delivery {
  headers: Record<string, string>
  body: string
}

/** An app's end of its webhook. */
export interface Receiver {
  webhook: WebhookConfig
  /** What it answers. Settable. */
  status: number
  /** In the order of their arrival. */
  nextDelivery(): Promise<Delivery>
  /** The next one's event; throws when it is not signed as it should be. */
  nextEvent(): Promise<GrantEvent>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const arrivals = new EventEmitter()
  const deliveries: AsyncIterator<Delivery[]> = on(arrivals, 'delivery')
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
      const { value } = await deliveries.next()
      const [delivery]: Delivery[] = value
      if (!delivery) throw new Error('nothing was delivered')
      return delivery
    },
    async nextEvent() {
      const { headers, body } = await receiver.nextDelivery()
      // Not `verify`: it has a clock of its own.
      const sentAt = new Date(Number(headers['webhook-timestamp']) * 1000)
      const signature = new Webhook(secret).sign(headers['webhook-id'] ?? '', sentAt, body)
      if (headers['webhook-signature'] !== signature) throw new Error('the signature is wrong')
      const event: GrantEvent = JSON.parse(body)
      return event
    },
    close: () => server.close(),
  }
  return receiver
}

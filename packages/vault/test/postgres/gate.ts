import { EventEmitter, once } from 'node:events'
import { text } from 'node:stream/consumers'
import { listen } from '../server.ts'

/** Stands before an endpoint, and can hold back a request or its answer. */
export interface Gate {
  url: string
  /** Settable. */
  hold: 'nothing' | 'request' | 'answer'
  /** Resolves when something is held back. */
  held(): Promise<void>
  /** Releases what is held back, and holds nothing any more. */
  open(): void
  close(): Promise<void>
}

export async function openGate(target: string): Promise<Gate> {
  const events = new EventEmitter()
  async function pause(stage: Gate['hold']): Promise<void> {
    if (gate.hold !== stage) return
    const opened = once(events, 'open')
    events.emit('held')
    await opened
  }
  const server = await listen((request, response) => {
    async function pass(): Promise<void> {
      const body = await text(request)
      const { authorization = '', 'content-type': type = '' } = request.headers
      await pause('request')
      const answer = await fetch(target, {
        method: 'POST',
        headers: { authorization, 'content-type': type, accept: 'application/json' },
        body,
      })
      const answered = await answer.text()
      await pause('answer')
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answered)
    }
    pass().catch(() => response.destroy())
  })
  const gate: Gate = {
    url: `http://localhost:${server.port}/token`,
    hold: 'nothing',
    async held() {
      await once(events, 'held')
    },
    open() {
      gate.hold = 'nothing'
      events.emit('open')
    },
    async close() {
      gate.open()
      await server.close()
    },
  }
  return gate
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect } from 'vitest'
import type { ApiServer } from './api-server.ts'
import { promised } from './promised.ts'

/** A call that loses its permission while it is under way. */
export interface CutCall {
  api: ApiServer
  call: (headers?: Record<string, string>, init?: RequestInit) => Promise<Response>
  /** Takes the permission away. */
  end: () => Promise<unknown>
}

/** A body of five bytes whose end waits for the test. */
function held(): { body: ReadableStream<Uint8Array>; finish: () => void; taken: Promise<void> } {
  const taken = promised<void>()
  const ended = promised<void>()
  let part = 0
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        part += 1
        if (part === 1) return controller.enqueue(Buffer.from('hel'))
        taken.resolve()
        await ended.promise
        controller.enqueue(Buffer.from('lo'))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return { body, finish: ended.resolve, taken: taken.promise }
}

/** The permission ends while the body is read: nothing is sent. */
export async function cutWhileBodyIsTaken({ api, call, end }: CutCall): Promise<Response> {
  const { body, finish, taken } = held()
  const answer = call({ 'content-length': '5' }, { method: 'POST', body, duplex: 'half' })
  await taken
  await end()
  finish()
  const response = await answer
  expect(api.arrivals).toEqual([])
  return response
}

/** The permission ends while the provider redirects the call: nothing is sent to the new address. */
export async function cutBeforeRedirect({ api, call, end }: CutCall): Promise<Response> {
  api.answer = async (_request, response) => {
    await end()
    response.writeHead(302, { location: '/next' }).end()
  }
  const response = await call()
  expect(api.arrivals).toHaveLength(1)
  return response
}

/** The permission ends while the provider refuses the token: the call is not repeated. */
export async function cutBeforeRepeat({ api, call, end }: CutCall): Promise<Response> {
  api.answer = async (_request, response) => {
    await end()
    response.writeHead(401).end()
  }
  const response = await call()
  expect(api.arrivals).toHaveLength(1)
  return response
}

/** The permission ends while an upload streams: the upload is aborted. */
export async function cutWhileUploadStreams({ api, call, end }: CutCall): Promise<Response> {
  const arrived = promised<IncomingMessage>()
  api.answer = (request) => {
    request.on('error', () => undefined)
    request.once('data', () => arrived.resolve(request))
  }
  const { body, finish } = held()
  const answer = call({}, { method: 'POST', body, duplex: 'half' })
  const request = await arrived.promise
  const gone = new Promise((resolve) => request.socket.on('close', resolve))
  await end()
  const response = await answer
  await gone
  finish()
  return response
}

/** The permission ends while an answer streams: the caller gets no more of it, and the provider need send no more. */
export async function cutWhileAnswerStreams({ api, call, end }: CutCall): Promise<void> {
  const begun = promised<ServerResponse>()
  api.answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n')
    begun.resolve(response)
  }
  const response = await call()
  const answer = await begun.promise
  const gone = new Promise((resolve) => answer.on('close', resolve))
  const reader = response.body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  expect(Buffer.from(value ?? []).toString()).toBe('data: one\n\n')
  await end()
  await expect(reader?.read()).rejects.toThrow()
  await gone
}

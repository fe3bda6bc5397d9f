import { expect, test } from 'vitest'
import { streamSteps } from '../server/stream-steps.ts'

/** One step, then what a call says whose signal was aborted, or that failed. */
async function* steps(error: Error): AsyncGenerator<object> {
  yield { step: 'read' }
  throw error
}

test('14.5 a browser that leaves while Scout works is no error', async () => {
  const reported: unknown[] = []
  const caller = new AbortController()
  const response = streamSteps(steps(new Error('aborted')), caller.signal, (error) => reported.push(error))
  caller.abort()
  await expect(response.text()).rejects.toThrow()
  expect(reported).toEqual([])
})

test('14.5 what goes wrong while somebody waits is one', async () => {
  const reported: unknown[] = []
  const fault = new RangeError('no such hour')
  const { signal } = new AbortController()
  await expect(streamSteps(steps(fault), signal, (error) => reported.push(error)).text()).rejects.toThrow()
  expect(reported).toEqual([fault])
})

import { Readable } from 'node:stream'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ProblemError } from '../src/problem.ts'
import { createStreams, cutAnswer } from '../src/proxy/streams.ts'

const SECOND = 1000

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

test('a stream whose grant has ended is cut within a second, and at once when it is said so', async () => {
  const streams = createStreams()
  const ended = new ProblemError('grant_revoked', 'It was revoked.')
  const authorize = vi.fn(() => Promise.resolve())
  const [byTime, atOnce] = [streams.watch('a', authorize), streams.watch('b', authorize)]
  await vi.advanceTimersByTimeAsync(SECOND)
  expect([byTime.signal.aborted, atOnce.signal.aborted]).toEqual([false, false])
  authorize.mockRejectedValue(ended)
  streams.check('b')
  await vi.advanceTimersByTimeAsync(0)
  expect([byTime.signal.aborted, atOnce.signal.reason]).toEqual([false, ended])
  await vi.advanceTimersByTimeAsync(SECOND)
  expect(byTime.signal.reason).toBe(ended)
})

describe('while the database is away', () => {
  test.for<[string, () => Promise<void>]>([
    ['fails', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['is not answered', () => new Promise(() => {})],
  ])('a check that %s lets a stream go on for ten seconds', async ([, authorize]) => {
    const { signal } = createStreams().watch('grant', authorize)
    await vi.advanceTimersByTimeAsync(10 * SECOND)
    expect(signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(SECOND)
    expect(signal.reason).toMatchObject({ code: 'unavailable' })
  })

  test('a stream goes on as soon as a check succeeds again', async () => {
    const authorize = vi.fn((): Promise<void> => Promise.reject(new Error('ECONNREFUSED')))
    const { signal } = createStreams().watch('grant', authorize)
    await vi.advanceTimersByTimeAsync(8 * SECOND)
    authorize.mockImplementationOnce(() => Promise.resolve())
    await vi.advanceTimersByTimeAsync(9 * SECOND)
    expect(signal.aborted).toBe(false)
  })
})

test('one check that stalls keeps no later one from finding that the grant has ended', async () => {
  const authorize = vi.fn(() => Promise.reject(new ProblemError('grant_revoked', 'It was revoked.')))
  authorize.mockImplementationOnce(() => new Promise(() => {}))
  const { signal } = createStreams().watch('grant', authorize)
  await vi.advanceTimersByTimeAsync(4 * SECOND)
  expect(signal.aborted).toBe(false)
  await vi.advanceTimersByTimeAsync(SECOND)
  expect(signal.reason).toMatchObject({ code: 'grant_revoked' })
})

test('an answer that has broken off already is not checked', async () => {
  const body = Readable.from(['half'])
  body.destroy()
  await vi.advanceTimersByTimeAsync(0)
  cutAnswer(createStreams(), { body, grant: 'grant' }, () => Promise.resolve())
  expect(vi.getTimerCount()).toBe(0)
})

test('a stream that has ended is not checked', async () => {
  const streams = createStreams()
  const authorize = vi.fn(() => Promise.resolve())
  streams.watch('grant', authorize).stop()
  streams.check('grant')
  await vi.advanceTimersByTimeAsync(SECOND)
  expect(authorize).not.toHaveBeenCalled()
})

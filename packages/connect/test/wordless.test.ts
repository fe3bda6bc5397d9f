import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { callBackend } from '@alter/connect'
import { connectWords } from '@alter/connect/button/flow-reason'
import { HELP_TEXTS } from '@alter/connect/texts/help-texts'
import { listener, widget } from './setup.ts'
import { NOTHING, settled } from './world.ts'

// Files before this one have loaded what is replaced here, and files after it want the real one.
vi.hoisted(() => vi.resetModules())
afterAll(() => void vi.resetModules())

// The connection is dead: neither the call nor the file with the words for it gets an answer.
vi.mock('../src/backend-failure.ts', () => new Promise(() => {}))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const cause = new TypeError('Failed to fetch')

function mint(): Promise<string> {
  return callBackend('/api/alter/session', { method: 'POST', fetch: () => Promise.reject(cause) })
}

test('13.7 a call that failed waits two seconds for its words, and then does without', async () => {
  const rejected = vi.fn()
  mint().catch(rejected)
  await vi.advanceTimersByTimeAsync(1900)
  expect(rejected).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  expect(rejected).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'network_error', cause }))
})

test('13.7 so does a flow: its window is closed, and the error can be retried', async () => {
  const { world, connect } = widget({ session: mint })
  const { heard, callbacks } = listener()
  await connect.open({ provider: 'google', ...callbacks })
  await vi.advanceTimersByTimeAsync(2000)
  await settled()
  expect(heard.errors).toMatchObject([
    {
      code: 'session_failed',
      retryable: true,
      message: 'No answer',
      cause: { code: 'network_error', cause },
    },
  ])
  // As where the file is there.
  expect(connectWords(heard.errors[0]!, HELP_TEXTS)).toBe('No answer. Check your internet connection.')
  expect(connect.isOpen()).toBe(false)
  expect(world.openWindows).toEqual([])
  expect(world.upkeep).toEqual(NOTHING)
})

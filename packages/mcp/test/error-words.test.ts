import { NetworkError } from '@alter/sdk'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createErrorWords } from '../src/error-words.ts'

test('16.6 errors while the vault gives no answer are logged once a minute, with how many were left out', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const log = vi.fn()
  const inWords = createErrorWords(log)
  const gone = new NetworkError('network_error', 'http://localhost:4401 refuses')
  const strange = new NetworkError('network_error', 'http://localhost:4401 answered 502', { status: 502 })
  for (const error of [gone, gone, strange, gone]) inWords(error)
  expect(log.mock.calls).toEqual([[gone], [strange]])
  vi.advanceTimersByTime(60_000)
  inWords(gone)
  inWords(strange)
  expect(log.mock.calls.slice(2)).toEqual([
    [gone],
    ['2 more like this were left out since the last one.'],
    [strange],
  ])
})

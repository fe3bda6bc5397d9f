import { EventEmitter, once } from 'node:events'
import { beforeEach, expect, test, vi } from 'vitest'
import { createLog } from '../src/log.ts'
import { startUpkeep } from '../src/upkeep.ts'

const MINUTE = 60_000

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

test('each task runs at once and then at its interval', async () => {
  const often = vi.fn(() => Promise.resolve())
  const seldom = vi.fn(() => Promise.resolve())
  const upkeep = startUpkeep(
    [
      { name: 'often', every: MINUTE, run: often },
      { name: 'seldom', every: 60 * MINUTE, run: seldom },
    ],
    createLog('silent'),
  )
  expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([1, 1])
  await vi.advanceTimersByTimeAsync(60 * MINUTE)
  expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([61, 2])
  await upkeep.stop()
  await vi.advanceTimersByTimeAsync(60 * MINUTE)
  expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([61, 2])
})

test('a start runs three at a time, and no more once it is stopped', async () => {
  const gate = new EventEmitter()
  const begun: string[] = []
  const tasks = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
    name,
    every: MINUTE,
    run() {
      begun.push(name)
      return once(gate, name).then(() => undefined)
    },
  }))
  const upkeep = startUpkeep(tasks, createLog('silent'))
  expect(begun).toEqual(['a', 'b', 'c'])
  gate.emit('b')
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
  const stopping = upkeep.stop()
  for (const { name } of tasks) gate.emit(name)
  await stopping
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
})

test('a task that fails is logged by its name, and runs again', async () => {
  const lines: string[] = []
  const run = vi.fn(() => Promise.reject(new Error('no disk')))
  const upkeep = startUpkeep(
    [{ name: 'sweep', every: MINUTE, run }],
    createLog('error', { write: (line) => void lines.push(line) }),
  )
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect(run).toHaveBeenCalledTimes(2)
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: 'upkeep failed', task: 'sweep', err: { message: 'no disk' } },
    { msg: 'upkeep failed', task: 'sweep' },
  ])
  await upkeep.stop()
})

test('stopping asks a running task to end, and waits for it', async () => {
  const gate = new EventEmitter()
  let isAsked = false
  const upkeep = startUpkeep(
    [
      {
        name: 'sweep',
        every: MINUTE,
        run(signal) {
          signal.addEventListener('abort', () => (isAsked = true))
          return once(gate, 'end').then(() => undefined)
        },
      },
    ],
    createLog('silent'),
  )
  let isStopped = false
  const stopping = upkeep.stop().then(() => (isStopped = true))
  await vi.advanceTimersByTimeAsync(MINUTE)
  expect([isAsked, isStopped]).toEqual([true, false])
  gate.emit('end')
  await stopping
})

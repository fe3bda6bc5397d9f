import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { remembered, type Remembered } from '../src/identity/remembered.ts'
import { startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let system: System
let looks: number
let ahead: number
let memory: Remembered<string>
beforeEach(async () => {
  system = await startSystem()
  looks = 0
  ahead = 0
  memory = remembered(
    async (token) => {
      looks += 1
      return token
    },
    () => Date.now() + ahead * 1000,
    () => undefined,
  )
})
afterEach(() => system.close())

test('a token is looked at once a minute', async () => {
  const token = await system.provider.userToken({ sub: 'ada' })
  await memory.recall(token)
  await memory.recall(token)
  expect(looks).toBe(1)
  ahead = 61
  await memory.recall(token)
  expect(looks).toBe(2)
})

test('a token is not believed past its end', async () => {
  const token = await system.provider.userToken({ sub: 'ada', expiresIn: 20 })
  await memory.recall(token)
  ahead = 21
  await memory.recall(token)
  expect(looks).toBe(2)
})

test('ten thousand tokens are remembered, and no more', async () => {
  const claims = Buffer.from(JSON.stringify({ exp: Date.now() })).toString('base64url')
  for (let count = 0; count <= 10_000; count += 1) await memory.recall(`e30.${claims}.${count}`)
  await memory.recall(`e30.${claims}.10000`)
  expect(looks).toBe(10_001)
  await memory.recall(`e30.${claims}.0`)
  expect(looks).toBe(10_002)
})

test('what was refused is looked at again', async () => {
  const refusing = remembered<string>(
    async () => {
      looks += 1
      throw new Error('no')
    },
    () => Date.now(),
    () => undefined,
  )
  const token = await system.provider.userToken({ sub: 'ada' })
  await expect(refusing.recall(token)).rejects.toThrow('no')
  await expect(refusing.recall(token)).rejects.toThrow('no')
  expect(looks).toBe(2)
})

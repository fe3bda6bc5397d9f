import { expect } from 'vitest'
import { remembered } from '../src/identity/remembered.ts'
import { vaultTest } from './fixtures.ts'

const test = vaultTest().extend('memory', () => {
  const counted = {
    /** How often a token was looked at. */
    looks: 0,
    /** How far the clock is moved. Seconds. */
    ahead: 0,
    recall: (token: string): Promise<string> => kept.recall(token),
  }
  const kept = remembered(
    async (token: string) => {
      counted.looks += 1
      return token
    },
    () => Date.now() + counted.ahead * 1000,
    () => undefined,
  )
  return counted
})

test('a token is looked at once a minute', async ({ system, memory }) => {
  const token = await system.provider.userToken({ sub: 'ada' })
  await memory.recall(token)
  await memory.recall(token)
  expect(memory.looks).toBe(1)
  memory.ahead = 61
  await memory.recall(token)
  expect(memory.looks).toBe(2)
})

test('a token is not accepted after its end', async ({ system, memory }) => {
  const token = await system.provider.userToken({ sub: 'ada', expiresIn: 20 })
  await memory.recall(token)
  memory.ahead = 21
  await memory.recall(token)
  expect(memory.looks).toBe(2)
})

test('ten thousand tokens are remembered, and no more', async ({ memory }) => {
  const claims = Buffer.from(JSON.stringify({ exp: Date.now() })).toString('base64url')
  for (let count = 0; count <= 10_000; count += 1) await memory.recall(`e30.${claims}.${count}`)
  await memory.recall(`e30.${claims}.10000`)
  expect(memory.looks).toBe(10_001)
  await memory.recall(`e30.${claims}.0`)
  expect(memory.looks).toBe(10_002)
})

test('a refused token is checked again', async ({ system }) => {
  let looks = 0
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

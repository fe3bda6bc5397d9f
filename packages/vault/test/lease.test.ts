import { expect, test } from 'vitest'
import { CLOCKS_APART } from '../src/storage/clocks-apart.ts'
import { createLeases } from '../src/storage/lease.ts'
import { openStorage } from '../src/storage/open.ts'
import { openSignals } from '../src/storage/signals.ts'
import { createLog } from '../src/log.ts'
import { temporaryFolder } from './folder.ts'

test('a vault that was thought dead does not release the lease of another vault', async () => {
  await using folder = await temporaryFolder()
  const database = { kind: 'sqlite', folder: folder.path } as const
  const storage = await openStorage(database)
  const signals = await openSignals(database, createLog('silent'))
  let now = 0
  const leases = createLeases(storage, signals, () => now)
  const first = await leases.take('a grant', 0)
  first?.lapse()
  expect(await leases.take('a grant', 0)).toBeNull()
  now = 10_000
  const second = await leases.take('a grant', 0)
  expect([first?.inherited, second?.inherited]).toEqual([false, true])
  await first?.release()
  await first?.abandon()
  expect(await leases.take('a grant', 0)).toBeNull()
  await second?.release()
  const third = await leases.take('a grant', 0)
  expect(third?.inherited).toBe(false)
  third?.lapse()
  await storage.destroy()
})

test('a vault whose clock is ahead takes no lease of one that renews it', async () => {
  await using folder = await temporaryFolder()
  const database = { kind: 'sqlite', folder: folder.path } as const
  const storage = await openStorage(database)
  const signals = await openSignals(database, createLog('silent'))
  let passed = 0
  const held = await createLeases(storage, signals, () => passed).take('a grant', 0)
  held?.lapse()
  const ahead = createLeases(storage, signals, () => passed + CLOCKS_APART)
  // It is renewed every second and a half.
  passed = 1500
  expect(await ahead.take('a grant', 0)).toBeNull()
  await storage.destroy()
})

test('one who died before the clock was set back is not waited for until it is as late again', async () => {
  await using folder = await temporaryFolder()
  const database = { kind: 'sqlite', folder: folder.path } as const
  const storage = await openStorage(database)
  const signals = await openSignals(database, createLog('silent'))
  let now = 3_600_000
  const leases = createLeases(storage, signals, () => now)
  const dead = await leases.take('a grant', 0)
  dead?.lapse()
  now = 0
  expect(await leases.take('a grant', 0), 'it may live').toBeNull()
  now = 6001
  const next = await leases.take('a grant', 0)
  expect(next?.inherited).toBe(true)
  next?.lapse()
  await storage.destroy()
})

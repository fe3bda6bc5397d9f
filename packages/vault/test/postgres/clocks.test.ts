import { expect, onTestFinished, vi } from 'vitest'
import { findWrongClock } from '../../src/storage/clock-check.ts'
import { openStorage } from '../../src/storage/open.ts'
import { runCommand, writeConfig } from '../commands.ts'
import { ownVaultTest } from '../fixtures.ts'

const test = ownVaultTest()

/** Sets the machine's clock ahead until the test is over. */
function setAhead(milliseconds: number): void {
  const actual = Date.now
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => actual() + milliseconds)
  onTestFinished(() => clock.mockRestore())
}

test('a clock that is not the database’s is an error in the log', async ({ system }) => {
  setAhead(60_000)
  await system.secondVault()
  await expect
    .poll(() => system.log)
    .toContainEqual(
      expect.stringMatching(/"level":50.*the clock of this vault is .* ahead of that of its database/),
    )
})

test('a clock is compared with the database’s to within the time of the question', async ({ system }) => {
  const database = { kind: 'postgres', url: system.config.database_url ?? '' } as const
  const storage = await openStorage(database)
  try {
    for (const [ahead, finding] of [
      [0, null],
      [60_000, expect.stringMatching(/ is \d+\.\d seconds ahead of that of its database/)],
      [-60_000, expect.stringMatching(/ is \d+\.\d seconds behind that of its database/)],
    ] as const) {
      expect(await findWrongClock(storage, database, () => Date.now() + ahead)).toEqual(finding)
    }
  } finally {
    await storage.destroy()
  }
})

test('doctor compares the clock with the database’s', async ({ system }) => {
  await writeConfig(system.folder, system.config)
  const { stdout } = await runCommand(system.folder, ['doctor', '--json'])
  expect(stdout).not.toContain('the clock of this vault')
  setAhead(60_000)
  const wrong = await runCommand(system.folder, ['doctor', '--json'])
  expect(wrong.stdout).toContain('seconds ahead of that of its database')
})

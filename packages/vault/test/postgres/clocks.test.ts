import { expect, vi } from 'vitest'
import { runCommand, writeConfig } from '../commands.ts'
import { ownVaultTest } from '../fixtures.ts'

const test = ownVaultTest()

test.for([
  ['ahead of', 60],
  ['behind', -60],
] as const)(
  'a clock that is %s the database’s is an error in the log',
  async ([word, seconds], { system }) => {
    function said(): string[] {
      return system.log.filter((line) => line.includes('the clock of this vault is'))
    }
    await system.secondVault()
    system.pass(seconds)
    await system.secondVault()
    await expect
      .poll(said)
      .toEqual([expect.stringMatching(`"level":50.*is (59|60)\\.\\d seconds ${word} that of its database`)])
  },
)

test('doctor compares the clock with the database’s', async ({ system }) => {
  await writeConfig(system.folder, system.config)
  const { stdout } = await runCommand(system.folder, ['doctor', '--json'])
  expect(stdout).not.toContain('the clock of this vault')
  const actual = Date.now
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => actual() + 60_000)
  try {
    const wrong = await runCommand(system.folder, ['doctor', '--json'])
    expect(wrong.stdout).toContain('seconds ahead of that of its database')
  } finally {
    clock.mockRestore()
  }
})

import { expect, test } from 'vitest'
import { createStanding } from '../src/storage/standing.ts'
import { openStorage } from '../src/storage/open.ts'
import { temporaryFolder } from './folder.ts'

function keyOf(user: string, grantsVersion: number): string {
  return `${grantsVersion} demo https://issuer.example ${user}`
}

test('all who ask in one turn are answered by few questions, each for its own user', async () => {
  await using folder = await temporaryFolder()
  const storage = await openStorage({ kind: 'sqlite', folder: folder.path })
  try {
    const users = Array.from({ length: 100 }, (_, index) => ({
      id: `user-${index}`,
      appId: 'demo',
      issuer: 'https://issuer.example',
      subject: `user-${index}`,
      label: '',
      createdAt: 0,
      lastSeenAt: 0,
      grantsVersion: index,
    }))
    await storage.insertInto('users').values(users).execute()
    let questions = 0
    const counted = storage.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: ({ result }) => {
        questions += 1
        return Promise.resolve(result)
      },
    })
    const standing = createStanding(counted)
    function versionOf(user: string): Promise<string | undefined> {
      return standing.grantsVersion(user)
    }
    const ids = [...users.map(({ id }) => id), 'user-7', 'nobody']
    const versions = await Promise.all(ids.map(versionOf))
    expect(versions).toEqual([
      ...users.map(({ id, grantsVersion }) => keyOf(id, grantsVersion)),
      keyOf('user-7', 7),
      undefined,
    ])
    expect(questions).toBe(2)
    // The same question answers how an app's keys stand.
    const [, stands] = await Promise.all([versionOf('user-7'), standing.access('demo')])
    expect(stands).toEqual({ keysVersion: 0, configKeyRefusedAt: null, refusedKeyHash: null })
    expect(questions).toBe(3)
    await storage.updateTable('users').set({ grantsVersion: 1000 }).execute()
    expect(await versionOf('user-7')).toBe(keyOf('user-7', 1000))
  } finally {
    await storage.destroy()
  }
})

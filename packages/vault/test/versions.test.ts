import { expect, test } from 'vitest'
import { createGrantVersions } from '../src/grants/versions.ts'
import { openStorage } from '../src/storage/open.ts'
import { temporaryFolder } from './folder.ts'

test('all who ask in one turn are answered by few questions, each for its own user', async () => {
  await using folder = await temporaryFolder()
  const storage = await openStorage({ kind: 'sqlite', folder: folder.path })
  try {
    const users = Array.from({ length: 100 }, (_, index) => ({
      id: `user-${index}`,
      appId: 'demo',
      subject: `user-${index}`,
      label: '',
      createdAt: 0,
      lastSeenAt: 0,
      grantsVersion: index,
    }))
    await storage.insertInto('users').values(users).execute()
    let questions = 0
    const counted = storage.withPlugin({
      transformQuery: ({ node }) => {
        questions += 1
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    })
    const versionOf = createGrantVersions(counted)
    const ids = [...users.map(({ id }) => id), 'user-7', 'nobody']
    const versions = await Promise.all(ids.map(versionOf))
    expect(versions).toEqual([...users.map(({ grantsVersion }) => grantsVersion), 7, undefined])
    expect(questions).toBe(2)
    await storage.updateTable('users').set({ grantsVersion: 1000 }).execute()
    expect(await versionOf('user-7')).toBe(1000)
  } finally {
    await storage.destroy()
  }
})

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp } from '../src/create.ts'
import { writeTemplates } from '../templates.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alter-create-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('14.3 an unknown template is refused with a list of templates', async () => {
  await expect(createApp({ folder: join(folder, 'app'), template: 'svelte' })).rejects.toThrow(
    'There is no template "svelte"; there are react-express, hono-html, next.',
  )
})

test('14.3 a folder that is not empty is not changed', async () => {
  await writeFile(join(folder, 'mine.txt'), 'mine')
  await expect(createApp({ folder })).rejects.toThrow('is not empty: name a new folder.')
  expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
})

test.each(['.hidden', 'with space', 'ünï'])('14.3 %s is no name of a package', async (name) => {
  await expect(createApp({ folder: join(folder, name) })).rejects.toThrow('cannot be the name of a package')
})

test.each(['react-express', 'hono-html', 'next'])(
  '14.3 %s has versions, and nothing of a workspace',
  async (name) => {
    await writeTemplates(pathToFileURL(`${folder}/`))
    const manifest = await readFile(join(folder, name, 'package.json'), 'utf8')
    expect(manifest).not.toMatch(/catalog:|workspace:|undefined/)
    expect(JSON.parse(manifest)).toMatchObject({
      dependencies: {
        '@alter/vault': expect.stringMatching(/^\^\d/),
        'better-sqlite3': expect.stringMatching(/^\d/),
      },
    })
    expect(await readFile(join(folder, name, 'services.js'), 'utf8')).toContain('createVault')
  },
)

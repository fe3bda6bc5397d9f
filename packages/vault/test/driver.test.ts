import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { insistOnNode } from '../src/node-version.ts'
import { loadDriver } from '../src/storage/driver.ts'

function missing(name: string): Error {
  return Object.assign(new Error(`Cannot find package '${name}' imported from /app/dist/sqlite.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
}

test('14.2 a database whose driver is not installed says which package to install', async () => {
  await expect(loadDriver('sqlite', () => Promise.reject(missing('better-sqlite3')))).rejects.toMatchObject({
    name: 'ConfigError',
    message: 'The embedded database needs the package better-sqlite3: npm install better-sqlite3',
  })
  await expect(loadDriver('postgres', () => Promise.reject(missing('pg')))).rejects.toMatchObject({
    name: 'ConfigError',
    message: 'A PostgreSQL needs the package pg: npm install pg',
  })
})

test('14.2 a driver that fails to load for another reason says so itself', async () => {
  const broken = missing('bindings')
  await expect(loadDriver('sqlite', () => Promise.reject(broken))).rejects.toBe(broken)
})

test('14.8 a Node that is too old is named', () => {
  expect(() => insistOnNode('20.20.2')).toThrow('@alter/vault needs Node 22 or newer; this is Node 20.20.2.')
  expect(() => insistOnNode('22.0.0')).not.toThrow()
  expect(() => insistOnNode('24.21.0')).not.toThrow()
})

/** The files that load with a file, before a line of it runs. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen
  seen.add(path)
  const text = readFileSync(path, 'utf8')
  for (const [statement, place = ''] of text.matchAll(
    /^(?:import|export)\b[^;]*?from '([^']+)'|^import '([^']+)'/gms,
  )) {
    if (/^(?:import|export) type\b/.test(statement)) continue
    if (!place.startsWith('.')) seen.add(place)
    else loadedWith(join(dirname(path), place), seen)
  }
  return seen
}

test.each(['bin.ts', 'index.ts'])(
  '14.8 %s loads nothing with itself that an old Node could not: the version is asked before',
  (entry) => {
    const source = join(import.meta.dirname, '../src')
    const loaded = [...loadedWith(join(source, entry))].map((path) => relative(source, path))
    expect(loaded).toContain('node-version.ts')
    const beside = entry === 'bin.ts' ? [] : ['create-vault.ts']
    expect(loaded.toSorted()).toEqual([entry, 'config-error.ts', 'node-version.ts', ...beside].toSorted())
  },
)

test.each(['README.md', 'packages/vault/README.md'])('14.8 %s says which Node the vault needs', (page) => {
  const text = readFileSync(join(import.meta.dirname, '../../..', page), 'utf8')
  expect(text).toMatch(/npm install @alter\/vault.*Node 22 or newer/)
})

import { expect, test } from 'vitest'
import { insistOnNode } from '../src/node-version.ts'
import { loadDriver } from '../src/storage/driver.ts'

function missing(name: string): Error {
  return Object.assign(new Error(`Cannot find package '${name}' imported from /app/dist/sqlite.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
}

test('a database whose driver is not installed says which package to install', async () => {
  await expect(loadDriver('sqlite', () => Promise.reject(missing('better-sqlite3')))).rejects.toMatchObject({
    name: 'ConfigError',
    message: 'The embedded database needs the package better-sqlite3: npm install better-sqlite3',
  })
  await expect(loadDriver('postgres', () => Promise.reject(missing('pg')))).rejects.toMatchObject({
    name: 'ConfigError',
    message: 'A PostgreSQL needs the package pg: npm install pg',
  })
})

test('a driver that fails to load for another reason says so itself', async () => {
  const broken = missing('bindings')
  await expect(loadDriver('sqlite', () => Promise.reject(broken))).rejects.toBe(broken)
})

test('a Node that is too old is named before anything is loaded', () => {
  expect(() => insistOnNode('20.20.2')).toThrow('@alter/vault needs Node 22 or newer; this is Node 20.20.2.')
  expect(() => insistOnNode('22.0.0')).not.toThrow()
  expect(() => insistOnNode('24.21.0')).not.toThrow()
})

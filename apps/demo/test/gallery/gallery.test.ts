import * as connectReact from '@alter/connect-react'
import * as elements from '@alter/connect/element'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import * as coverage from '../../src/gallery/coverage.ts'
import { STATES } from '../../src/gallery/states.ts'
import { cssOf, THEMES } from '../../src/theming/themes.ts'
import { MEANINGS, variablesIn } from '../../src/theming/variables.ts'

const packages = new URL('../../../../packages/', import.meta.url)

function read(path: string): Promise<string> {
  return readFile(new URL(path, packages), 'utf8')
}

/** Neither component nor hook: errors, and what is called without anything to see. */
const UNSEEN = new Set(['ConnectError', 'RequestError', 'createConnect', 'healthOf', 'isConnectError'])

test('15 every component, hook and element of the packages is in the gallery', () => {
  const shown = Object.keys(connectReact).filter((name) => !UNSEEN.has(name))
  expect(Object.keys(coverage.COMPONENTS).toSorted()).toEqual(shown.toSorted())
  expect(Object.keys(coverage.ELEMENTS).toSorted()).toEqual(Object.keys(elements).toSorted())
})

test('15 every state that the coverage names is one of the gallery', () => {
  const named = Object.values(coverage)
    .flatMap((table) => Object.values<unknown>(table))
    .flat()
  expect(named.filter((id) => !STATES.has(String(id)))).toEqual([])
})

const MEANT = Object.values(MEANINGS).flatMap((group) => Object.keys(group))

test('15.8 the page of the variables has all of the stylesheet, and no other', async () => {
  const variables = variablesIn(await read('connect-react/src/styles.css'))
  expect(MEANT.toSorted()).toEqual(variables.map(({ name }) => name).toSorted())
  expect(variables.filter(({ fallback }) => fallback === '')).toEqual([])
})

test('15.8 the elements know the same variables, with the same defaults', async () => {
  const files = await readdir(new URL('connect/src/element', packages), { recursive: true })
  const styles = files.filter((file) => file.endsWith('style.ts'))
  const css = await Promise.all(styles.map((file) => read(`connect/src/element/${file}`)))
  const theirs = variablesIn(css.join('\n'))
  expect(theirs.toSorted(byName)).toEqual(
    variablesIn(await read('connect-react/src/styles.css')).toSorted(byName),
  )
})

test('15.8 every variable is in the README of connect-react, and no other', async () => {
  const readme = await read('connect-react/README.md')
  const named = new Set(readme.match(/--alter-[a-z-]+/g))
  expect([...named].toSorted()).toEqual(MEANT.toSorted())
})

test('15.8 both READMEs lead to the page', async () => {
  for (const name of ['connect-react', 'connect'])
    expect(await read(`${name}/README.md`)).toContain('/theming')
})

test('15.8 a ready look sets variables that there are; what is copied is CSS', () => {
  for (const { values } of Object.values(THEMES)) {
    expect(Object.keys(values).filter((name) => !MEANT.includes(name))).toEqual([])
  }
  expect(cssOf({ '--alter-radius': '4px' })).toBe(':root {\n  --alter-radius: 4px;\n}')
  expect(cssOf({}, 'dark')).toBe('/* <html class="dark"> */')
})

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name)
}

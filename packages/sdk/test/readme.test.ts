import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as sdk from '@alter/sdk'
import { expect, test } from 'vitest'

function read(path: string): Promise<string> {
  return readFile(join(import.meta.dirname, '..', path), 'utf8')
}

const readme = await read('README.md')

/** The cells of the first column of the tables below a heading, and the rows themselves. */
function table(heading: string): { names: string[]; rows: string } {
  const [, below = ''] = readme.split(`\n${heading}\n`)
  const [section = ''] = below.split(/\n#+ /)
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const names = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(\w+)/g)].map(([, name = '']) => name),
  )
  return { names, rows: rows.join('\n') }
}

/** The fields of an interface or type in a source file, by their indentation. */
async function fieldsOf(path: string, declaration: string): Promise<string[]> {
  const [, after = ''] = (await read(path)).split(declaration)
  const [body = ''] = after.split(/\n\}/)
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = '']) => name)
}

test('the table of options has every option of App, and no other', async () => {
  const fields = await fieldsOf('src/settings.ts', 'export interface AppOptions {')
  expect(fields).toContain('apiKey')
  expect(table('## `new App(options)`').names).toEqual(fields)
})

test("the table of calls has every method of App's, and no other", () => {
  // What an agent does as well is on the class that both extend; what is protected there is nobody's call.
  const shared: object = Object.getPrototypeOf(sdk.App.prototype)
  const hidden = new Set(['constructor', 'ask', 'userOf'])
  const methods = [sdk.App.prototype, shared]
    .flatMap((prototype) => Object.getOwnPropertyNames(prototype))
    .filter((name) => !hidden.has(name))
  expect(table('## Calls').names.sort()).toEqual(methods.sort())
})

test('the table of the routes has every option, and no other', async () => {
  const fields = await fieldsOf('src/routes/routes.ts', 'export interface RoutesOptions<')
  expect(table('### Options of the routes').names).toEqual(fields)
})

test('the table of errors has every class that is exported', () => {
  const classes = Object.keys(sdk).filter((name) => /^[A-Z]\w+Error$/.test(name))
  const named = [...table('## Errors').rows.matchAll(/`([A-Z]\w+Error)`/g)].map(([, name = '']) => name)
  expect(new Set(named)).toEqual(new Set(classes))
})

test('the table of errors has every code beside its class', async () => {
  const source = await read('src/alter-error.ts')
  const { rows } = table('## Errors')
  const codes = [...source.matchAll(/^ {2}(\w+): '(\w+Error)',$/gm)]
  expect(codes.length).toBeGreaterThan(20)
  for (const [, code = '', name = ''] of codes) {
    if (name === 'AlterError') continue
    const row = rows.split('\n').find((line) => line.includes(`\`${code}\``))
    expect(row, code).toContain(`\`${name}\``)
  }
})

import { build, defaultClientConditions } from 'vite'
import { describe, expect, test } from 'vitest'

const IN_NODE = 'In Node import @alter/connect-mock/node'
const IN_BROWSER = 'In a browser import @alter/connect-mock/browser'

test('says in Node what to import instead of the browser entry', async () => {
  const { openMockPage, playAlterMock, setupAlterMock } = await import('@alter/connect-mock/browser')
  expect(setupAlterMock).toThrow(IN_NODE)
  expect(playAlterMock).toThrow(IN_NODE)
  expect(openMockPage).toThrow(IN_NODE)
})

/** A module that exists only in the build. */
const MODULE = `${import.meta.dirname}/bundle.js`

/** What a bundle for browsers makes of an import. */
async function bundled(entry: string, name: string): Promise<() => unknown> {
  function load(id: string): string | undefined {
    return id === MODULE ? `export { ${name} as imported } from '@alter/connect-mock/${entry}'` : undefined
  }
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@alter/source', ...defaultClientConditions] },
    build: { write: false, lib: { entry: MODULE, formats: ['es'] } },
    plugins: [{ name: 'bundle', resolveId: (id) => (id === MODULE ? id : undefined), load }],
  })
  const [output] = [built].flat()
  if (output === undefined || !('output' in output)) throw new Error('nothing was built')
  const code = encodeURIComponent(output.output[0].code)
  const { imported } = await import(/* @vite-ignore */ `data:text/javascript,${code}`)
  return imported
}

describe.each([
  ['node', 'setupAlterMock'],
  ['playwright', 'mockContext'],
  ['playwright', 'test'],
  ['vite', 'alterMock'],
])('%s in a browser: %s', (entry, name) => {
  test('says what to import instead', async () => {
    expect(await bundled(entry, name)).toThrow(IN_BROWSER)
  })
})

test.each([[null], ['denied'], [7]])('14.4 setupAlterMock(%j) says what to write', async (options) => {
  const { setupAlterMock } = await import('@alter/connect-mock/node')
  expect(() => Reflect.apply(setupAlterMock, undefined, [options])).toThrow(
    "setupAlterMock takes an object: setupAlterMock({ scenario: 'denied' }).",
  )
})

test('14.4 answer() without a function says what to write', async () => {
  const { answer, MockProblem } = await import('@alter/connect-mock/node')
  await expect(Reflect.apply(answer, undefined, [{ events: [] }])).rejects.toThrow(
    'answer takes a function: answer(() => …), with the call to the vault inside.',
  )
  const refused = await answer(() => {
    throw new MockProblem('grant_not_found', 'Nothing is connected.')
  })
  expect(refused.status).toBe(404)
})

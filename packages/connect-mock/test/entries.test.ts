import { expect, it } from 'vitest'
import { openMockPage, setupAlterMock as inNode } from '../src/in-node.ts'

it('says what to import instead of the browser entry in Node', () => {
  expect(inNode).toThrow('import @alter/connect-mock/node')
  expect(openMockPage).toThrow('import @alter/connect-mock/node')
})

it('resolves the entry for Node in Node', async () => {
  const { setupAlterMock } = await import('@alter/connect-mock/browser')
  expect(setupAlterMock).toThrow('needs a service worker')
})

import { expect, test } from 'vitest'
import { AlterConnect } from '@alter/connect'

test('the file for a plain <script> defines the element, and the class as a global', async () => {
  expect(customElements.get('alter-connect-button')).toBeUndefined()
  await import('../src/iife.ts')
  expect(customElements.get('alter-connect-button')).toBeTypeOf('function')
  expect(Reflect.get(globalThis, 'AlterConnect')).toBe(AlterConnect)
})

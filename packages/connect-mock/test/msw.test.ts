import * as msw from 'msw'
import { expect, test } from 'vitest'

test('runs on the MSW that its project names', () => {
  // MSW 3 moved it to an entry of its own.
  expect(Object.hasOwn(msw, 'graphql')).toBe(process.env['MSW'] === '2')
})

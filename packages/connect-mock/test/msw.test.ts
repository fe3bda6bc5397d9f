import * as msw from 'msw'
import { expect, it } from 'vitest'

it('runs on the MSW that its project names', () => {
  // MSW 3 moved it to an entry of its own.
  expect(Object.hasOwn(msw, 'graphql')).toBe(process.env['MSW'] === '2')
})

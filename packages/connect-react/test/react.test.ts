import { version } from 'react'
import { expect, test } from 'vitest'

test('these tests run on the React that their project names', () => {
  expect(version.split('.')[0]).toBe(import.meta.env['REACT'] ?? '19')
})

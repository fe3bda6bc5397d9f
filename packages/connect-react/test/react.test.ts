import { version } from 'react'
import { expect, test } from 'vitest'

test('these tests run on the React that their project names', () => {
  const { env } = Object(import.meta)
  expect(version.split('.')[0]).toBe(env.REACT ?? '19')
})

import { describe, expect, test } from 'vitest'
import { emptyFeed, updateFeed } from '../src/data/feed.ts'
import { type Resource, updateResource } from '../src/data/resource.ts'
import { createShelf } from '../src/data/shelf.ts'

const trouble = { code: 'unreachable' } as const

describe('one thing', () => {
  const ready: Resource<number> = { status: 'ready', value: 1 }

  test('stays while it is asked for again, and where that fails', () => {
    expect(updateResource(ready, { type: 'asked' })).toBe(ready)
    expect(updateResource(ready, { type: 'refused', trouble })).toEqual({
      status: 'failed',
      trouble,
      value: 1,
    })
  })

  test('17 revoked meanwhile: it is not shown any more', () => {
    const gone = { code: 'not_found' } as const
    expect(updateResource(ready, { type: 'refused', trouble: gone })).toEqual({
      status: 'failed',
      trouble: gone,
    })
  })

  test('a failure with nothing to show starts over when it is tried again', () => {
    const failed: Resource<number> = { status: 'failed', trouble }
    expect(updateResource(failed, { type: 'asked' })).toEqual({ status: 'loading' })
  })

  test('an action of the user is shown at once', () => {
    expect(updateResource(ready, { type: 'changed', change: (value) => value + 1 })).toEqual({
      status: 'ready',
      value: 2,
    })
    const loading: Resource<number> = { status: 'loading' }
    expect(updateResource(loading, { type: 'changed', change: (value: number) => value + 1 })).toBe(loading)
  })
})

describe('an endless list', () => {
  test('grows page by page to its end', () => {
    const first = updateFeed(emptyFeed<number>(), { type: 'given', page: { rows: [1, 2], cursor: 'c' } })
    expect(first).toEqual({ status: 'waiting', rows: [1, 2], cursor: 'c' })
    const asked = updateFeed(first, { type: 'asked' })
    expect(asked).toEqual({ status: 'loading', rows: [1, 2], cursor: 'c' })
    expect(updateFeed(asked, { type: 'given', page: { rows: [3] } })).toEqual({
      status: 'done',
      rows: [1, 2, 3],
    })
  })

  test('a failure keeps what is there, and where to go on', () => {
    const feed = updateFeed({ status: 'loading', rows: [1], cursor: 'c' }, { type: 'refused', trouble })
    expect(feed).toEqual({ status: 'failed', rows: [1], cursor: 'c', trouble })
  })
})

test('a shelf keeps the last thirty', () => {
  const shelf = createShelf<number>()
  for (let index = 0; index < 31; index += 1) shelf.set(String(index), index)
  expect([shelf.get('0'), shelf.get('1'), shelf.get('30')]).toEqual([undefined, 1, 30])
})

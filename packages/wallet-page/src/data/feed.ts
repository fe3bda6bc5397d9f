import type { Trouble } from '../vault/trouble.ts'

/** An endless list: the rows so far, and whether more follow. */
export interface Feed<Row> {
  status: 'loading' | 'waiting' | 'failed' | 'done'
  rows: Row[]
  /** Cursor of the next rows; absent before the first answer. */
  cursor?: string
  /** With `waiting`: how far back the vault has looked, if it says so. */
  reached?: string
  /** With `failed`. */
  trouble?: Trouble
}

export interface FeedPage<Row> {
  rows: Row[]
  cursor?: string
  reached?: string
}

export type FeedEvent<Row> =
  | { type: 'asked' }
  | { type: 'given'; page: FeedPage<Row> }
  | { type: 'refused'; trouble: Trouble }
  /** Another list starts. */
  | { type: 'restarted' }

export function emptyFeed<Row>(): Feed<Row> {
  return { status: 'loading', rows: [] }
}

export function updateFeed<Row>(feed: Feed<Row>, event: FeedEvent<Row>): Feed<Row> {
  const { rows, cursor } = feed
  const place = cursor === undefined ? {} : { cursor }
  switch (event.type) {
    case 'restarted':
      return emptyFeed()
    case 'asked':
      return { status: 'loading', rows, ...place }
    case 'refused':
      return { status: 'failed', rows, ...place, trouble: event.trouble }
    case 'given':
      break
  }
  const { page } = event
  const all = [...rows, ...page.rows]
  return page.cursor === undefined ? { status: 'done', rows: all } : { ...page, status: 'waiting', rows: all }
}

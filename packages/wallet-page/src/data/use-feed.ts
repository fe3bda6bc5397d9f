import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import type { Answer } from '../vault/client.ts'
import { emptyFeed, type Feed, type FeedEvent, type FeedPage, updateFeed } from './feed.ts'
import type { Shelf } from './shelf.ts'
import { useLatest } from './use-latest.ts'

/** Empty pages that are skipped automatically, because for rare rows the vault searches a part at a time. */
const PASSED = 20

/** An endless list. Another `name` starts another list. */
export function useFeed<Row>(
  shelf: Shelf<Feed<Row>>,
  name: string,
  load: (cursor: string | undefined) => Promise<Answer<FeedPage<Row>>>,
): { feed: Feed<Row>; more: () => void } {
  const { send: sendSession } = useDesk()
  const [feed, send] = useReducer(
    (state: Feed<Row>, event: FeedEvent<Row>) => updateFeed(state, event),
    name,
    (): Feed<Row> => shelf.get(name) ?? emptyFeed(),
  )
  const loadRef = useLatest(load)
  const askedRef = useRef(0)
  const shownRef = useRef({ name, wasKept: shelf.get(name) !== undefined })

  const ask = useCallback(
    async (cursor: string | undefined) => {
      const question = ++askedRef.current
      send({ type: 'asked' })
      let from = cursor
      for (let passed = 0; ; passed += 1) {
        const answer = await loadRef.current?.(from)
        if (answer === undefined || question !== askedRef.current) return
        if (answer.status === 'refused') {
          if (answer.trouble.code === 'signed_out') sendSession({ type: 'ended' })
          else send({ type: 'refused', trouble: answer.trouble })
          return
        }
        const page = answer.value
        from = page.cursor
        if (page.rows.length > 0 || from === undefined || passed >= PASSED) {
          send({ type: 'given', page })
          return
        }
      }
    },
    [loadRef, sendSession],
  )

  useEffect(() => {
    const { current } = shownRef
    if (current.name === name && current.wasKept) {
      // After Back, the list is as it was left.
      current.wasKept = false
      return
    }
    shownRef.current = { name, wasKept: false }
    send({ type: 'restarted' })
    void ask(undefined)
  }, [name, ask])

  useEffect(
    () => () => {
      askedRef.current += 1
    },
    [],
  )

  useEffect(() => {
    if (feed.status === 'waiting' || feed.status === 'done') shelf.set(shownRef.current.name, feed)
  }, [shelf, feed])

  const { status, cursor } = feed
  const more = useCallback(() => {
    if (status !== 'loading' && status !== 'done') void ask(cursor)
  }, [ask, status, cursor])
  return { feed, more }
}

import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useFeed } from '../data/use-feed.ts'
import { useResource } from '../data/use-resource.ts'
import { useDesk } from '../desk.ts'
import { ActivityRows } from '../parts/activity-rows.tsx'
import { Empty } from '../parts/empty.tsx'
import { FilterForm } from '../parts/filter-form.tsx'
import { Heading } from '../parts/heading.tsx'
import { TroubleNotice } from '../parts/notice.tsx'
import { Blanks } from '../parts/skeleton.tsx'
import { type Filter, writePlace } from '../place.ts'
import { fill } from '@alter/connect/languages/sentences'
import { count } from '../words/fill.ts'
import { day } from '../words/time.ts'

/**
 * Rows that load automatically at the end of the list. Afterwards a button asks for more, so that the end of the page
 * can be reached.
 */
const BY_ITSELF = 500

/** Every use of the user's accounts, newest first. */
export function ActivityPage({ filter }: { filter: Filter }): VNode {
  const { client, go, say, shelves, texts } = useDesk()
  const choices = useResource(shelves.filters, 'filters', () => client.filters()).resource
  const name = writePlace({ page: 'activity', filter })
  const { feed, more } = useFeed(shelves.activity, name, async (cursor) => {
    const answer = await client.activity(filter, cursor)
    if (answer.status === 'refused') return answer
    const { activity, next_cursor, searched_to } = answer.value
    return {
      status: 'given',
      value: {
        rows: activity,
        ...(next_cursor !== undefined && { cursor: next_cursor }),
        ...(searched_to !== undefined && { reached: searched_to }),
      },
    }
  })
  const { status, rows, trouble, reached } = feed
  const isFiltered = Object.keys(filter).length > 0
  const endRef = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const { current } = endRef
    if (current === null || status !== 'waiting' || rows.length >= BY_ITSELF) return undefined
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) more()
      },
      { rootMargin: '600px' },
    )
    observer.observe(current)
    return () => observer.disconnect()
  }, [status, rows.length, more])

  useEffect(() => {
    if (status === 'waiting' || status === 'done') say(count(texts, texts.shown, rows.length))
  }, [status, rows.length, say, texts])

  return (
    <>
      <Heading title={texts.activity} />
      <FilterForm
        filter={filter}
        choices={'value' in choices ? choices.value : undefined}
        onChange={(next) => go({ page: 'activity', filter: next }, 'replace')}
      />
      <div class="bar-of-tools">
        {filter.connection !== undefined && <span class="soft">{texts.filterConnection}</span>}
        {isFiltered && (
          <button
            type="button"
            class="quiet-button"
            onClick={() => go({ page: 'activity', filter: {} }, 'replace')}
          >
            {texts.filterClear}
          </button>
        )}
        <a class="quiet-button" href={client.csvUrl(filter)} download="activity.csv">
          {texts.csv}
        </a>
      </div>
      <ActivityRows rows={rows} level={2} within="activity" />
      {status === 'loading' && <Blanks count={rows.length === 0 ? 8 : 2} kind="line" />}
      {status === 'failed' && trouble !== undefined && <TroubleNotice trouble={trouble} retry={more} />}
      {status === 'done' && rows.length === 0 && (
        <Empty icon="clock" text={isFiltered ? texts.activityNoMatch : texts.activityNone} />
      )}
      {status === 'done' && rows.length > 0 && <p class="soft centred">{texts.allShown}</p>}
      <div ref={endRef}>
        {status === 'waiting' && isFiltered && reached !== undefined && (
          <p class="soft centred">{fill(texts.searchedTo, { when: day(texts, reached) })}</p>
        )}
        {status === 'waiting' && (
          <button type="button" class="button wide" onClick={more}>
            {texts.more}
          </button>
        )}
      </div>
    </>
  )
}

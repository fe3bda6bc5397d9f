import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { fillParts } from '../words/fill.ts'
import { dayAndTime, distance } from '../words/time.ts'

/** The distance in time within a text. The exact time is shown on hover, and is there for programs. */
export function When({ at, text = '{when}' }: { at: string; text?: string }): VNode {
  const { platform, texts } = useDesk()
  const time = (
    <time dateTime={at} title={dayAndTime(texts, at)}>
      {distance(texts, at, platform.now())}
    </time>
  )
  return <>{fillParts(text, { when: time })}</>
}

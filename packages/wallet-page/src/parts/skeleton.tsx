import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'

/** After this time the page says that loading takes long. Milliseconds. */
const SLOW_AFTER = 4000

/** Space for a page's heading and some cards. */
export function Skeleton({ cards = 2 }: { cards?: number }): VNode {
  return (
    <div class="skeleton">
      <div class="bar tall" />
      <div class="bar wide" />
      <Blanks count={cards} />
    </div>
  )
}

/** Space for some cards. It says so when loading takes long. */
export function Blanks({ count, kind = 'card' }: { count: number; kind?: 'card' | 'line' }): VNode {
  const { platform, texts, say } = useDesk()
  const [isSlow, setSlow] = useState(false)
  useEffect(
    () =>
      platform.after(SLOW_AFTER, () => {
        setSlow(true)
        say(texts.stillLoading)
      }),
    [platform, texts, say],
  )
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} class={kind === 'card' ? 'card blank' : 'blank line'} aria-hidden="true" />
      ))}
      <p class={isSlow ? 'still' : 'still waiting'}>{isSlow ? texts.stillLoading : ''}</p>
    </>
  )
}

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { monogram } from '../words/fill.ts'

/** A logo with reserved space, or the first letter of the name. It is decorative, because the name stands beside it. */
export function Picture({ url, name }: { url: string | undefined; name: string }): VNode {
  const [missing, setMissing] = useState<string>()
  if (url === undefined || missing === url) {
    return (
      <span class="letter" aria-hidden="true">
        {monogram(name)}
      </span>
    )
  }
  return <img src={url} alt="" width="28" height="28" decoding="async" onError={() => setMissing(url)} />
}

/** The same on a tile. */
export function Tile({ url, name }: { url: string | undefined; name: string }): VNode {
  return (
    <span class={url === undefined ? 'tile lettered' : 'tile'}>
      <Picture url={url} name={name} />
    </span>
  )
}

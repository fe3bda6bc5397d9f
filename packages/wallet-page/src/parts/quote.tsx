import type { VNode } from 'preact'
import { visible } from '../words/visible.ts'

/** Somebody else's words, clearly separated from the page's own. */
export function Quote({ words }: { words: string }): VNode {
  return <q class="said">{visible(words)}</q>
}

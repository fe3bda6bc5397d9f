import type { VNode } from 'preact'
import { visible } from '../words/visible.ts'

/** What somebody else says, set apart from the words of this page whatever it says. */
export function Quote({ words }: { words: string }): VNode {
  return <q class="said">{visible(words)}</q>
}

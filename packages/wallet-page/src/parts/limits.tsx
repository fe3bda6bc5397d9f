import type { PolicyRule, WalletPermission } from '@alter/protocol'
import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { count } from '../words/fill.ts'
import { ruleWords } from '../words/rules.ts'
import { visible } from '../words/visible.ts'

/** More are folded. */
const SHOWN = 4

/** What may be done, in words. */
export function Permissions({ list, none }: { list: WalletPermission[]; none: string }): VNode {
  const { texts } = useDesk()
  const words = [...new Set(list.map((permission) => visible(permission.words)))]
  if (words.length === 0) return <Points words={[none]} />
  if (words.length <= SHOWN) return <Points words={words} />
  return (
    <details>
      <summary>{count(texts, texts.permissions, words.length)}</summary>
      <Points words={words} />
    </details>
  )
}

/** What limits it, in words; nothing where nothing does. */
export function Rules({ rules }: { rules: PolicyRule[] }): VNode | null {
  const { texts } = useDesk()
  const words = [...new Set(rules.flatMap((rule) => ruleWords(texts, rule)))]
  return words.length === 0 ? null : <Points words={words.map(visible)} />
}

function Points({ words }: { words: string[] }): VNode {
  return (
    <ul class="points">
      {words.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}

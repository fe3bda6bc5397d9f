import type { PolicyRule, WalletPermission } from '@alter/protocol'
import type { VNode } from 'preact'
import { rulesInWords } from '@alter/connect/languages/rule-words'
import { useDesk } from '../desk.ts'
import { count } from '../words/fill.ts'
import { visible } from '../words/visible.ts'

/** Entries that are shown; more are folded. */
const SHOWN = 4

/** Permissions in words. */
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

/** Rules in words; nothing without rules. */
export function Rules({ rules, app }: { rules: PolicyRule[]; app: string }): VNode {
  const { texts } = useDesk()
  return (
    <ul class="points">
      {rulesInWords(texts, rules, app).map(({ text, list }) => (
        <li key={[text, ...(list ?? [])].join()}>
          {visible(text)}
          {list !== undefined && <Points words={list.map(visible)} />}
        </li>
      ))}
    </ul>
  )
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

import type { VNode } from 'preact'
import { visible } from '../words/visible.ts'
import type { Cause as Given } from '../words/why.ts'

/** Why something was refused or failed. On request it also shows the code, which support needs. */
export function Cause({ text, code }: Given): VNode {
  return (
    <details class="cause small">
      <summary>{text}</summary>
      <code class="code">{visible(code)}</code>
    </details>
  )
}

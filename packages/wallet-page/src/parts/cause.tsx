import type { VNode } from 'preact'
import { visible } from '../words/visible.ts'
import type { Cause as Given } from '../words/why.ts'

/** Why something was refused or how it failed; below it, once asked for, the code that support asks for. */
export function Cause({ text, code }: Given): VNode {
  return (
    <details class="cause small">
      <summary>{text}</summary>
      <code class="code">{visible(code)}</code>
    </details>
  )
}

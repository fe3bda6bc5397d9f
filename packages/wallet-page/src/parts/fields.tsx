import type { VNode } from 'preact'
import { visible } from '../words/visible.ts'

/** Names and values as in a form. Both may appear twice, and are isolated from the text direction of the page. */
export function Fields({ fields }: { fields: { name: string; value: string }[] }): VNode {
  return (
    <dl class="fields">
      {fields.map(({ name, value }, index) => (
        // A name may come twice, and the order never changes.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index}>
          <dt>
            <bdi>{visible(name)}</bdi>
          </dt>
          <dd>
            <bdi>{visible(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}

import type { ComponentChildren, VNode } from 'preact'
import { Icon, type IconName } from './icon.tsx'

interface Props {
  icon: IconName
  tone?: 'plain' | 'bad' | 'good'
  /** The heading, unless there is one above. */
  heading?: ComponentChildren
  text: ComponentChildren
  children?: ComponentChildren
}

/** A page, or a part of one, that has nothing else to show. */
export function Empty({ icon, tone = 'plain', heading, text, children }: Props): VNode {
  return (
    <div class="empty">
      <span class={`tile ${tone}`} aria-hidden="true">
        <Icon name={icon} />
      </span>
      {heading}
      <p class="lead">{text}</p>
      {children}
    </div>
  )
}

import type { ComponentChildren, VNode } from 'preact'
import { useDesk } from '../desk.ts'
import type { Trouble } from '../vault/trouble.ts'
import { fill } from '@alter/connect/languages/sentences'
import { fillParts } from '../words/fill.ts'
import { Icon, type IconName } from './icon.tsx'

type Tone = 'good' | 'bad' | 'plain'

const ICONS: Record<Tone, IconName> = { good: 'check', bad: 'alert', plain: 'clock' }

/** A message in place. */
export function Notice({ tone, children }: { tone: Tone; children: ComponentChildren }): VNode {
  return (
    <div class={`notice ${tone}`}>
      <Icon name={ICONS[tone]} />
      <div>{children}</div>
    </div>
  )
}

/** A state with an explanation. */
export function Titled({ title, text }: { title: string; text: string }): VNode {
  const { texts } = useDesk()
  return <>{fillParts(texts.titled, { title: <strong>{title}</strong>, text })}</>
}

/** A failure inside a page whose content stays, with a retry. */
export function TroubleNotice({ trouble, retry }: { trouble: Trouble; retry?: () => void }): VNode {
  const { texts } = useDesk()
  const { title, text } = texts.trouble[trouble.code]
  return (
    <Notice tone="bad">
      <p>
        <Titled title={title} text={text} />
      </p>
      {trouble.request !== undefined && <p class="small">{fill(texts.request, { id: trouble.request })}</p>}
      {retry !== undefined && (
        <button type="button" class="quiet-button" onClick={retry}>
          {texts.retry}
        </button>
      )}
    </Notice>
  )
}

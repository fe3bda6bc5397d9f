import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import type { Trouble } from '../vault/trouble.ts'
import { fill } from '@alter/connect/languages/sentences'
import { Empty } from './empty.tsx'
import { Heading } from './heading.tsx'
import { Link } from './link.tsx'

/** The page for one that cannot be shown, with a way to go on. */
export function TroublePage({ trouble, retry }: { trouble: Trouble; retry: () => void }): VNode {
  const { texts } = useDesk()
  const { title, text } = texts.trouble[trouble.code]
  const isGone = trouble.code === 'not_found'
  return (
    <Empty
      icon={trouble.code === 'offline' ? 'offline' : 'alert'}
      tone={isGone ? 'plain' : 'bad'}
      heading={<Heading title={title} />}
      text={text}
    >
      {trouble.request !== undefined && !isGone && (
        <p class="small">{fill(texts.request, { id: trouble.request })}</p>
      )}
      {isGone ? (
        <Link to={{ page: 'home' }} class="button">
          {texts.home}
        </Link>
      ) : (
        <button type="button" class="primary" onClick={retry}>
          {texts.retry}
        </button>
      )}
    </Empty>
  )
}

import { CHANGE_TEXTS, type ChangeTexts } from '../../../texts/change-texts.ts'
import type { Note } from '../../../accounts/list-changes.ts'
import { fill } from '../../../words.ts'
import { h, type Child } from '../pieces.ts'
import type { ListModel } from '../model.ts'

/** Where to end what disconnecting has left at the provider. */
export function leftoverNote({ own }: ListModel, { leftover, name = '' }: Note): Child {
  const texts: ChangeTexts = { ...CHANGE_TEXTS, ...own }
  const href = leftover?.manageUrl
  return (
    leftover &&
    h(
      'p',
      { key: 'leftover', part: 'problem leftover' },
      `${fill(texts.stillAllowed, name)} `,
      href !== undefined &&
        h('a', { href, rel: 'noopener noreferrer', target: '_blank' }, fill(texts.endThere, name)),
    )
  )
}

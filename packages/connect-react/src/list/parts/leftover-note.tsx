import type { ReactElement } from 'react'
import { CHANGE_TEXTS } from '@alter/connect/texts/change-texts'
import type { Leftover } from '@alter/connect/accounts/leftover'
import { fill } from '@alter/connect/words'
import { useTexts } from '../../surroundings/provider.tsx'

export interface LeftoverNoteProps {
  /** The provider's name. */
  name: string | undefined
  leftover: Leftover
}

/** Links to the page where the user ends the access that disconnecting left at the provider. */
export function LeftoverNote({ name = '', leftover: { manageUrl } }: LeftoverNoteProps): ReactElement {
  const texts = useTexts(CHANGE_TEXTS)
  return (
    <p className="alter-problem" data-kind="leftover">
      {fill(texts.stillAllowed, name)}{' '}
      {manageUrl !== undefined && (
        <a href={manageUrl} rel="noopener noreferrer" target="_blank">
          {fill(texts.endThere, name)}
        </a>
      )}
    </p>
  )
}

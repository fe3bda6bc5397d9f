import type { ReactElement } from 'react'
import type { Leftover } from './leftover.ts'
import { CHANGE_TEXTS } from './change-texts.ts'
import { useTexts } from './provider.tsx'
import { fill } from './words.ts'

export interface LeftoverNoteProps {
  /** The provider's name. */
  name: string
  leftover: Leftover
}

/** Where to end what disconnecting has left at the provider. */
export function LeftoverNote({ name, leftover: { manageUrl } }: LeftoverNoteProps): ReactElement {
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

import type { ReactElement } from 'react'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { useTexts } from '../../surroundings/provider.tsx'

/** Shown when there is nothing to connect. */
export function Empty(): ReactElement {
  return <p className="alter-empty">{useTexts(ACCOUNTS_TEXTS).noProviders}</p>
}

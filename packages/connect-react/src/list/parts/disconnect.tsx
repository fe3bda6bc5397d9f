import type { ReactElement } from 'react'
import { MENU_TEXTS } from '@alter/connect/texts/menu-texts'
import { fill } from '@alter/connect/words'
import { Confirm } from './confirm.tsx'
import { useTexts } from '../../surroundings/provider.tsx'

/** Props of the question before disconnecting. */
export interface DisconnectProps {
  /** Label of the account. */
  account: string
  /** Called when the user confirms. */
  onConfirm: () => void
  /** Called when the user keeps the account. */
  onCancel: () => void
}

/** Asks before an account is disconnected. The focus starts on the choice that changes nothing. */
export function Disconnect({ account, onConfirm, onCancel }: DisconnectProps): ReactElement {
  const texts = useTexts(MENU_TEXTS)
  return (
    <Confirm
      act={texts.disconnect}
      effect={texts.disconnectEffect}
      keep={texts.keep}
      question={fill(texts.disconnectQuestion, account)}
      onCancel={onCancel}
      onConfirm={onConfirm}
    />
  )
}

import type { ConnectState } from '@alter/connect'
import type { ReactElement } from 'react'
import type { KnownAccounts } from './account-list.ts'
import { labelsOf, sayingOf } from './button-labels.ts'
import { BUTTON_TEXTS } from './button-texts.ts'
import { ConnectLabel } from './connect-label.tsx'
import { nameOf } from './names.ts'
import { ProviderLogo } from './provider-logo.tsx'
import { useTexts } from './provider.tsx'
import { isQuiet } from './saying.ts'
import { useProvider } from './use-provider.ts'

export interface ButtonContentProps {
  state: ConnectState
  provider: string | undefined
  grantId: string | undefined
  known: KnownAccounts | undefined
}

/** Logo and text of a button that the app gave none. */
export function ButtonContent({ state, provider, grantId, known }: ButtonContentProps): ReactElement {
  const texts = useTexts(BUTTON_TEXTS)
  const info = useProvider(provider)
  const name = info?.name ?? (provider ? nameOf(provider) : texts.account)
  const labels = labelsOf(texts, name, grantId)
  const reserved = [
    ...Object.values({ ...labels, connected: `${labels.connected} ✓` }),
    ...(known ? [texts.connectMore, texts.checking] : []),
  ]
  const [account, ...others] = known?.status === 'known' && isQuiet(state) ? known.accounts : []
  const isChecking = known?.status === 'checking' && isQuiet(state)
  return (
    <>
      {provider && <ProviderLogo name={name} src={info === null ? null : info?.logo_url} />}
      {account ? (
        <span className="alter-known">
          <bdi className="alter-known-account">
            {account.account_identifier}
            {others.length > 0 && ` +${others.length}`}
          </bdi>{' '}
          <ConnectLabel text={texts.connectMore} texts={reserved} />
        </span>
      ) : (
        <ConnectLabel text={isChecking ? texts.checking : labels[sayingOf(state)]} texts={reserved} />
      )}
    </>
  )
}

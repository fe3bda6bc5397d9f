import type { ConnectState } from '@alter/connect'
import type { ReactElement } from 'react'
import type { KnownAccounts } from '@alter/connect/accounts/account-list'
import { labelsOf, sayingOf } from '@alter/connect/button/button-labels'
import { BUTTON_TEXTS, KNOWN_TEXTS } from '@alter/connect/texts/button-texts'
import { nameOf } from '@alter/connect/provider/provider-name'
import { isQuiet } from '@alter/connect/button/flow-state'
import { ConnectLabel } from './connect-label.tsx'
import { ProviderLogo } from '../providers/provider-logo.tsx'
import { useTexts } from '../surroundings/provider.tsx'
import { useProvider } from '../providers/use-provider.ts'

export interface ButtonContentProps {
  state: ConnectState
  provider: string | undefined
  grantId: string | undefined
  agent: string | undefined
  known: KnownAccounts | undefined
}

/** Logo and text of a button without content from the app. */
export function ButtonContent({ state, provider, grantId, agent, known }: ButtonContentProps): ReactElement {
  const texts = useTexts({ ...BUTTON_TEXTS, ...KNOWN_TEXTS })
  const info = useProvider(provider)
  const name = info?.name ?? (provider ? nameOf(provider) : undefined)
  const labels = labelsOf(texts, name, { grantId, agent }, state)
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

import { ConnectButton, ConnectedAccounts } from '@alter/connect-react'
import type { ReactElement } from 'react'

/** The part of your app under test. */
export function Settings(): ReactElement {
  return (
    <main>
      <h1>Settings</h1>
      <ConnectButton provider="github" />
      <ConnectedAccounts providers={['google']} />
    </main>
  )
}

import { ConnectButton, ConnectedAccounts } from '@alter/connect-react'

/** The part of your app that is tested here. */
export function Settings() {
  return (
    <main>
      <h1>Settings</h1>
      <ConnectButton provider="github" />
      <ConnectedAccounts providers={['google']} />
    </main>
  )
}

import { ConnectButton, ConnectedAccounts } from '@alter/connect-react'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { Events } from './events.tsx'

export default async function Page(): Promise<ReactNode> {
  // A page of the build would have no nonce.
  await connection()
  return (
    <main>
      <h1>Settings</h1>
      <ConnectButton provider="google" />
      <ConnectedAccounts />
      <Events />
    </main>
  )
}

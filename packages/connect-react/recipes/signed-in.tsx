import { AlterProvider, ConnectedAccounts } from '@alter/connect-react'
import type { ReactElement } from 'react'

/** `user`: the signed-in user, as your sign-in knows it. */
export function App({ user }: { user: { id: string } | undefined }): ReactElement {
  return (
    <AlterProvider userKey={user?.id ?? 'nobody'}>
      {user === undefined ? <p>Signed out</p> : <ConnectedAccounts />}
    </AlterProvider>
  )
}

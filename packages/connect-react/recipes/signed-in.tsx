import { AlterProvider, ConnectedAccounts } from '@alter/connect-react'
import type { ReactElement } from 'react'

/** `user`: whom your sign-in knows at the moment. */
export function App({ user }: { user: { id: string } | undefined }): ReactElement {
  return (
    <AlterProvider userKey={user?.id ?? 'nobody'}>
      {user === undefined ? <p>Signed out</p> : <ConnectedAccounts />}
    </AlterProvider>
  )
}

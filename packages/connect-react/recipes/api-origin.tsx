import { AlterProvider, ConnectedAccounts } from '@alter/connect-react'
import type { ReactElement } from 'react'

export function App(): ReactElement {
  return (
    <AlterProvider basePath="https://api.example.com/api/alter" credentials="include">
      <ConnectedAccounts />
    </AlterProvider>
  )
}

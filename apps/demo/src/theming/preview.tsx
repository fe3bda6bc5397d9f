import {
  AccountPicker,
  AlterProvider,
  ConnectButton,
  ConnectedAccounts,
  useConnections,
} from '@alter/connect-react'
import { type CSSProperties, memo, type ReactElement } from 'react'
import { elementOf } from '../gallery/elements.ts'

export interface PreviewProps {
  values: Record<string, string>
  className: string
}

/** The components of both kinds, below the variables. */
export function Preview({ values, className }: PreviewProps): ReactElement {
  const style: CSSProperties = values
  return (
    <section aria-label="Preview" className={`preview ${className}`} style={style}>
      <Components />
    </section>
  )
}

/** What they inherit changes, and they need not know. */
const Components = memo(function Components(): ReactElement {
  return (
    <AlterProvider>
      <h2>React</h2>
      <div className="preview-row">
        <ConnectButton provider="google" />
        <ConnectButton provider="github" showConnected />
        <ConnectButton disabled provider="google" />
      </div>
      <ConnectedAccounts aria-label="Connected accounts, React" headingLevel={3} />
      <Picker />
      <h2>Elements</h2>
      <div className="preview-row">
        {elementOf('alter-connect-button', {
          provider: 'google',
          'base-path': '/api/alter',
          texts: undefined,
        })}
      </div>
      {elementOf('alter-connected-accounts', { texts: undefined })}
    </AlterProvider>
  )
})

function Picker(): ReactElement | null {
  const list = useConnections()
  if (list.status !== 'ready') return null
  const accounts = list.connections.filter(({ provider }) => provider === 'google').slice(0, 2)
  return <AccountPicker accounts={accounts} provider="google" onPick={() => {}} />
}

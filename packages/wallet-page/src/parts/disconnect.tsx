import type { WalletConnection, WalletDisconnection } from '@alter/protocol'
import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'
import { count } from '../words/fill.ts'
import { visible } from '../words/visible.ts'
import { Ending } from './ending.tsx'

interface Props {
  connection: WalletConnection
  /** Name of the app. */
  app: string
  onDone: (done: WalletDisconnection) => void
}

/** Ends a connection after the user has confirmed. */
export function Disconnect({ connection, app, onDone }: Props): VNode {
  const { client, texts } = useDesk()
  const account = visible(connection.account_identifier)
  const agents = connection.agents.length
  return (
    <Ending
      action={texts.disconnect}
      label={fill(texts.disconnectAccount, { account })}
      title={fill(texts.disconnectTitle, { account })}
      doing={texts.disconnecting}
      end={() => client.disconnect(connection.connection_id)}
      onDone={onDone}
    >
      <p>{fill(texts.disconnectText, { app })}</p>
      {agents > 0 && <p>{count(texts, texts.disconnectAgents, agents)}</p>}
    </Ending>
  )
}

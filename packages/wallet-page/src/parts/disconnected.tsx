import type { WalletConnection, WalletDisconnection } from '@alter/protocol'
import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'
import { visible } from '../words/visible.ts'
import { Away } from './link.tsx'
import { Notice } from './notice.tsx'

export interface Ended {
  connection: WalletConnection
  app: string
  done: WalletDisconnection
}

/** The result of disconnecting, and what is left to do at the provider. */
export function Disconnected({ connection, app, done }: Ended): VNode {
  const { texts } = useDesk()
  const provider = connection.provider_name
  const manage = done.manage_url ?? connection.manage_url
  const isLeft = done.provider_revocation !== undefined && done.provider_revocation !== 'done'
  return (
    <Notice tone="good">
      <p>{fill(texts.disconnected, { account: visible(connection.account_identifier), app })}</p>
      {isLeft && (
        <p class="small">
          {fill(texts.leftover, { provider, app })}{' '}
          {manage !== undefined && <Away to={manage}>{fill(texts.remains, { provider })}</Away>}
        </p>
      )}
    </Notice>
  )
}

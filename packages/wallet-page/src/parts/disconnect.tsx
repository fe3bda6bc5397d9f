import type { WalletConnection, WalletDisconnection } from '@alter/protocol'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { useAct } from '../data/use-act.ts'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'
import { count } from '../words/fill.ts'
import { visible } from '../words/visible.ts'
import { Dialog } from './dialog.tsx'
import { TroubleNotice } from './notice.tsx'

interface Props {
  connection: WalletConnection
  /** Name of the app. */
  app: string
  onDone: (done: WalletDisconnection) => void
}

/** Ends a connection after the user has confirmed. */
export function Disconnect({ connection, app, onDone }: Props): VNode {
  const { client, texts } = useDesk()
  const [isAsking, setAsking] = useState(false)
  const { isBusy, trouble, run, forgive } = useAct()
  const account = visible(connection.account_identifier)
  const agents = connection.agents.length
  return (
    <>
      <button
        type="button"
        class="button bad"
        aria-label={fill(texts.disconnectAccount, { account })}
        onClick={() => setAsking(true)}
      >
        {texts.disconnect}
      </button>
      {isAsking && (
        <Dialog
          title={fill(texts.disconnectTitle, { account })}
          action={texts.disconnect}
          doing={texts.disconnecting}
          keep={texts.keep}
          isBusy={isBusy}
          onClose={() => {
            forgive()
            setAsking(false)
          }}
          onAction={() =>
            run(
              () => client.disconnect(connection.connection_id),
              (done) => {
                setAsking(false)
                onDone(done)
              },
            )
          }
        >
          <p>{fill(texts.disconnectText, { app })}</p>
          {agents > 0 && <p>{count(texts, texts.disconnectAgents, agents)}</p>}
          {trouble !== undefined && <TroubleNotice trouble={trouble} />}
        </Dialog>
      )}
    </>
  )
}

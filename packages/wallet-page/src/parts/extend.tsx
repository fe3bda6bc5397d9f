import type { WalletConnection, WalletExtension } from '@alter/protocol'
import type { VNode } from 'preact'
import { useAct } from '../data/use-act.ts'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'
import { day } from '../words/time.ts'
import { visible } from '../words/visible.ts'
import { TroubleNotice } from './notice.tsx'

interface Props {
  connection: WalletConnection
  onDone: (done: WalletExtension) => void
}

/** Extends a connection if its rules allow it. */
export function Extend({ connection, onDone }: Props): VNode | null {
  const { client, texts, say } = useDesk()
  const { isBusy, trouble, run } = useAct()
  const { connection_id, extendable_until, account_identifier } = connection
  if (extendable_until === undefined) return null
  return (
    <>
      <button
        type="button"
        class="button"
        aria-disabled={isBusy}
        aria-busy={isBusy}
        onClick={() =>
          run(
            () => client.extend(connection_id),
            (done) => {
              say(fill(texts.extended, { account: account_identifier, when: day(texts, done.ends_at) }))
              onDone(done)
            },
          )
        }
      >
        {fill(texts.extendUntil, { when: day(texts, extendable_until) })}
        <span class="quiet">: {visible(account_identifier)}</span>
      </button>
      {trouble !== undefined && <TroubleNotice trouble={trouble} />}
    </>
  )
}

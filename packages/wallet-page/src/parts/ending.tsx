import type { ComponentChildren, VNode } from 'preact'
import { useState } from 'preact/hooks'
import { useAct } from '../data/use-act.ts'
import { useDesk } from '../desk.ts'
import type { Answer } from '../vault/client.ts'
import { Dialog } from './dialog.tsx'
import { TroubleNotice } from './notice.tsx'

interface Props<Done> {
  /** Text of the button, and of the one that confirms. */
  action: string
  /** Names the button for a screen reader, with what it ends. */
  label: string
  title: string
  /** Text while it ends. */
  doing: string
  end: () => Promise<Answer<Done>>
  onDone: (done: Done) => void
  /** What the user should know before. */
  children: ComponentChildren
}

/** A button that ends something after the user has confirmed. */
export function Ending<Done>({ action, label, title, doing, end, onDone, children }: Props<Done>): VNode {
  const { texts } = useDesk()
  const [isAsking, setAsking] = useState(false)
  const { isBusy, trouble, run, forgive } = useAct()
  return (
    <>
      <button type="button" class="button bad" aria-label={label} onClick={() => setAsking(true)}>
        {action}
      </button>
      {isAsking && (
        <Dialog
          title={title}
          action={action}
          doing={doing}
          keep={texts.keep}
          isBusy={isBusy}
          onClose={() => {
            forgive()
            setAsking(false)
          }}
          onAction={() =>
            run(end, (done) => {
              setAsking(false)
              onDone(done)
            })
          }
        >
          {children}
          {trouble !== undefined && <TroubleNotice trouble={trouble} />}
        </Dialog>
      )}
    </>
  )
}

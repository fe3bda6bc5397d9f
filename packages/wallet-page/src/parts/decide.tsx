import type { WalletApproval } from '@alter/protocol'
import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAct } from '../data/use-act.ts'
import { useDesk } from '../desk.ts'
import { type Cleanup, nothing } from '../platform.ts'
import { TroubleNotice } from './notice.tsx'

/**
 * How long the user must have seen the page before *Approve* works, so that nobody is led into a click. Milliseconds.
 */
const ATTENTION_FOR = 500
/** The longest reason. Characters. */
const LONGEST = 500

interface Props {
  approval: WalletApproval
  onDecided: (decided: WalletApproval) => void
  /** Called when the decision failed, because the request may have been decided elsewhere. */
  onTrouble: () => void
}

/** The buttons to approve or deny one request. */
export function Decide({ approval, onDecided, onTrouble }: Props): VNode {
  const { client, platform, texts } = useDesk()
  const { isBusy, trouble, run } = useAct()
  const [isSeen, setSeen] = useState(false)
  const [step, setStep] = useState<'choose' | 'deny'>('choose')
  const reasonRef = useRef<HTMLTextAreaElement>(null)
  const denyRef = useRef<HTMLButtonElement>(null)
  const wasDenyingRef = useRef(false)
  const id = approval.approval_id

  useEffect(() => {
    let stop: Cleanup = nothing
    const stopWatching = platform.onAttention((attended) => {
      stop()
      if (attended) stop = platform.after(ATTENTION_FOR, () => setSeen(true))
      else setSeen(false)
    })
    return () => {
      stopWatching()
      stop()
    }
  }, [platform])

  useEffect(() => {
    if (trouble?.code === 'conflict' || trouble?.code === 'not_found') onTrouble()
  }, [trouble, onTrouble])

  useEffect(() => {
    if (step === 'deny') reasonRef.current?.focus()
    else if (wasDenyingRef.current) denyRef.current?.focus()
    wasDenyingRef.current = step === 'deny'
  }, [step])

  if (step === 'deny') {
    return (
      <form
        class="decide"
        onSubmit={(event) => {
          event.preventDefault()
          run(() => client.deny(id, reasonRef.current?.value.trim() ?? ''), onDecided)
        }}
      >
        {trouble !== undefined && <TroubleNotice trouble={trouble} />}
        <label class="field">
          <span>{texts.denyReason}</span>
          <textarea ref={reasonRef} rows={3} maxLength={LONGEST} aria-describedby="deny-hint" />
        </label>
        <p id="deny-hint" class="soft small">
          {texts.denyReasonHint}
        </p>
        <div class="buttons">
          <button type="button" class="button" onClick={() => setStep('choose')}>
            {texts.back}
          </button>
          <button type="submit" class="danger" aria-disabled={isBusy} aria-busy={isBusy}>
            {texts.denyNow}
          </button>
        </div>
      </form>
    )
  }
  return (
    <div class="decide">
      {trouble !== undefined && <TroubleNotice trouble={trouble} />}
      <div class="buttons">
        <button ref={denyRef} type="button" class="button" onClick={() => setStep('deny')}>
          {texts.deny}
        </button>
        <button
          type="button"
          class="primary"
          aria-disabled={isBusy || !isSeen}
          aria-busy={isBusy}
          onClick={() => {
            if (isSeen) run(() => client.approve(id), onDecided)
          }}
        >
          {texts.approve}
        </button>
      </div>
    </div>
  )
}

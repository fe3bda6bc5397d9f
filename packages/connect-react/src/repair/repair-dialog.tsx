import { type ReactElement, useEffect, useId, useRef } from 'react'
import { createRoot } from 'react-dom/client'
import { AccountPicker } from '../picker/account-picker.tsx'
import type { Client } from '../surroundings/client.ts'
import { ApprovalLink } from './approval-link.tsx'
import { ConnectButton } from '../button/connect-button.tsx'
import { scopesInWords } from '@alter/connect/accounts/health'
import { nameOf } from '@alter/connect/provider/provider-name'
import { REPAIR_TEXTS, type RepairTexts } from '@alter/connect/texts/repair-texts'
import type { Texts } from '@alter/connect/texts/texts'
import { countWords, fill, fillWithWords } from '@alter/connect/words'
import { useClient, useTexts, Within } from '../surroundings/provider.tsx'
import type { Repair, RepairOutcome } from '../surroundings/asking.ts'
import { useProvider } from '../providers/use-provider.ts'
import type { ProviderInfo } from '../wire.ts'

export interface DialogOptions {
  repair: Repair
  client: Client
  texts: Partial<Texts> | undefined
  /** Closes the dialog. */
  signal: AbortSignal
}

/** Shows the dialog in its own root, so that the app need not place it. */
export function openDialog({ repair, client, texts, signal }: DialogOptions): Promise<RepairOutcome> {
  return new Promise((resolve) => {
    const host = document.body.appendChild(document.createElement('div'))
    const root = createRoot(host)
    function end(outcome: RepairOutcome): void {
      resolve(outcome)
      // React may be rendering, because the dialog can close while its caller is being removed.
      queueMicrotask(() => {
        root.unmount()
        host.remove()
      })
    }
    if (signal.aborted) return end({ status: 'dismissed' })
    root.render(
      <Within client={client} texts={texts}>
        <RepairDialog repair={repair} signal={signal} onEnd={end} />
      </Within>,
    )
  })
}

interface RepairDialogProps {
  repair: Repair
  signal: AbortSignal
  onEnd: (outcome: RepairOutcome) => void
}

function RepairDialog({ repair, signal, onEnd }: RepairDialogProps): ReactElement {
  const texts = useTexts(REPAIR_TEXTS)
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const outcome = useRef<RepairOutcome>({ status: 'dismissed' })
  const info = useProvider(repair.provider)
  function finish(result: RepairOutcome): void {
    outcome.current = result
    // Closing returns the focus to its former place; removing the dialog would not.
    dialog.current?.close()
  }
  useEffect(() => {
    function close(): void {
      return dialog.current?.close()
    }
    dialog.current?.showModal()
    signal.addEventListener('abort', close)
    return () => signal.removeEventListener('abort', close)
  }, [signal])

  return (
    <dialog aria-labelledby={id} className="alter-dialog" ref={dialog} onClose={() => onEnd(outcome.current)}>
      {repair.status === 'pick' ? (
        <AccountPicker
          accounts={repair.accounts}
          provider={repair.provider}
          titleId={id}
          onPick={(account) => finish({ status: 'picked', account })}
        />
      ) : (
        <>
          <p className="alter-dialog-text" id={id}>
            <Reason info={info} repair={repair} texts={texts} />
          </p>
          {repair.status === 'approve' ? (
            repair.url !== undefined && (
              <ApprovalLink
                label={texts.review}
                url={repair.url}
                onLeft={() => finish({ status: 'decided' })}
              />
            )
          ) : (
            <ConnectButton
              agent={repair.status === 'connect' ? repair.agent : undefined}
              grantId={repair.status === 'reconnect' ? repair.grantId : undefined}
              provider={repair.provider}
              onSuccess={() => finish({ status: 'connected' })}
            />
          )}
        </>
      )}
      <button className="alter-action" type="button" onClick={() => dialog.current?.close()}>
        {texts.notNow}
      </button>
    </dialog>
  )
}

interface ReasonProps {
  repair: Exclude<Repair, { status: 'pick' }>
  texts: RepairTexts
  info: ProviderInfo | null | undefined
}

function Reason({ repair, texts, info }: ReasonProps): string {
  const client = useClient()
  const provider = info?.name ?? (repair.provider ? nameOf(repair.provider) : undefined)
  function say(text: string, name = provider): string {
    return name === undefined ? fillWithWords(text, texts.account) : fill(text, name)
  }
  if (repair.status === 'connect') return say(texts.repairConnect)
  if (repair.status === 'approve') {
    return say(repair.url === undefined ? texts.repairApproveElsewhere : texts.repairApprove)
  }
  const { reason, grantId, missingScopes } = repair
  if (reason === 'scopes') {
    return countWords(
      texts.repairScopes,
      texts.locale,
      scopesInWords(missingScopes, texts.locale, info ?? {}),
    )
  }
  const list = client.connections?.getState()
  const account =
    list?.status === 'ready' ? list.connections.find(({ grant_id }) => grant_id === grantId) : undefined
  const text = reason === 'revoked' ? texts.repairRevoked : texts.repairExpired
  return say(text, account?.account_identifier)
}

import type { WalletAppName } from '@alter/protocol'
import type { VNode } from 'preact'
import { useId, useState } from 'preact/hooks'
import { useAct } from '../data/use-act.ts'
import { useDesk, useWallet } from '../desk.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Heading } from '../parts/heading.tsx'
import { Notice, TroubleNotice } from '../parts/notice.tsx'
import { fill } from '@alter/connect/languages/sentences'
import { visible } from '../words/visible.ts'

/** All data about the user: to download or to delete. */
export function DataPage(): VNode {
  const { client, texts, say, toHeading } = useDesk()
  const wallet = useWallet()
  const [asked, setAsked] = useState<WalletAppName>()
  const [forgotten, setForgotten] = useState<string[]>([])
  const apps = wallet.forgettable.filter(({ app_id }) => !forgotten.includes(app_id))
  const last = wallet.forgettable.find(({ app_id }) => app_id === forgotten.at(-1))
  return (
    <>
      <Heading title={texts.dataTitle} />
      <section aria-labelledby="export" class="card connection">
        <h2 id="export">{texts.exportTitle}</h2>
        <p class="soft">{texts.exportText}</p>
        <div class="buttons">
          <a class="button" href={client.exportUrl()} download="wallet.json">
            {texts.exportButton}
          </a>
        </div>
      </section>
      <section aria-labelledby="forget" class="card connection">
        <h2 id="forget">{texts.forgetTitle}</h2>
        <p class="soft">{wallet.forgettable.length === 0 ? texts.forgetNone : texts.forgetText}</p>
        {last !== undefined && (
          <Notice tone="good">
            <p>{fill(texts.forgotten, { app: visible(last.name) })}</p>
          </Notice>
        )}
        <div class="buttons">
          {apps.map((app) => (
            <button key={app.app_id} type="button" class="button bad" onClick={() => setAsked(app)}>
              {fill(texts.forgetButton, { app: visible(app.name) })}
            </button>
          ))}
        </div>
      </section>
      {asked !== undefined && (
        <ForgetDialog
          app={asked}
          onClose={() => setAsked(undefined)}
          onForgotten={() => {
            setForgotten([...forgotten, asked.app_id])
            say(fill(texts.forgotten, { app: visible(asked.name) }))
            setAsked(undefined)
            toHeading()
          }}
        />
      )}
    </>
  )
}

interface Props {
  app: WalletAppName
  onClose: () => void
  onForgotten: () => void
}

/** Requires a word to be typed, so that a stray click deletes nothing. */
function ForgetDialog({ app, onClose, onForgotten }: Props): VNode {
  const { client, platform, send, shelves, texts } = useDesk()
  const { isBusy, trouble, run } = useAct()
  const [typed, setTyped] = useState('')
  const field = useId()
  const word = texts.forgetWord
  const isTyped = typed.trim().toLocaleLowerCase(texts.locale) === word.toLocaleLowerCase(texts.locale)
  return (
    <Dialog
      title={fill(texts.forgetDialog, { app: visible(app.name) })}
      action={texts.forgetNow}
      doing={texts.forgetting}
      keep={texts.keep}
      isBusy={isBusy}
      isReady={isTyped}
      onClose={onClose}
      onAction={() =>
        run(
          () => client.forget(app.app_id),
          ({ signed_out }) => {
            for (const shelf of Object.values(shelves)) shelf.clear()
            if (!signed_out) return onForgotten()
            platform.tell('signed_out')
            send({ type: 'forgotten' })
          },
        )
      }
    >
      <p>{texts.forgetDialogText}</p>
      <label class="field" for={field}>
        <span>{fill(texts.forgetType, { word })}</span>
        <input
          id={field}
          type="text"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      {trouble !== undefined && <TroubleNotice trouble={trouble} />}
    </Dialog>
  )
}

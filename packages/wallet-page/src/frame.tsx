import type { ComponentChildren, RefObject, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useAct } from './data/use-act.ts'
import { useDesk, useWallet } from './desk.ts'
import { Icon } from './parts/icon.tsx'
import { Link } from './parts/link.tsx'
import type { Place } from './place.ts'
import { visible } from './words/visible.ts'

interface Props {
  mainRef: RefObject<HTMLElement | null>
  /** Content of the head beside the name. */
  head?: ComponentChildren
  isBusy?: boolean
  children: ComponentChildren
}

/** The frame around every page. */
export function Frame({ mainRef, head, isBusy = false, children }: Props): VNode {
  const { texts } = useDesk()
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          mainRef.current?.focus()
        }}
      >
        {texts.skip}
      </a>
      <header class="top">{head ?? <span class="brand">{texts.main}</span>}</header>
      <main ref={mainRef} id="main" class="page" tabIndex={-1} aria-busy={isBusy}>
        {children}
      </main>
      <Offline />
    </>
  )
}

/** Navigation for signed-in users. */
export function Head({ place }: { place: Place }): VNode {
  const { client, platform, send, texts } = useDesk()
  const { user } = useWallet()
  const { isBusy, run } = useAct()
  const { page } = place
  return (
    <>
      <Link to={{ page: 'home' }} class="brand">
        {texts.main}
      </Link>
      <nav aria-label={texts.main}>
        <Link to={{ page: 'home' }} current={page === 'home'}>
          {texts.home}
        </Link>
        <Link to={{ page: 'activity', filter: {} }} current={page === 'activity'}>
          {texts.activity}
        </Link>
        <Link to={{ page: 'data' }} current={page === 'data'}>
          {texts.data}
        </Link>
      </nav>
      <div class="who">
        <bdi class="user" title={visible(user.label)}>
          {visible(user.label)}
        </bdi>
        <button
          type="button"
          class="quiet-button"
          aria-disabled={isBusy}
          onClick={() =>
            run(
              () => client.signOut(),
              ({ url }) => {
                platform.tell('signed_out')
                if (url !== undefined && /^https?:\/\//i.test(url)) platform.leave(url)
                else send({ type: 'left' })
              },
            )
          }
        >
          {isBusy ? texts.signingOut : texts.signOut}
        </button>
      </div>
    </>
  )
}

/** Lies over the page, so that nothing moves when it appears or disappears. */
function Offline(): VNode | null {
  const { platform, texts, say } = useDesk()
  const [isOffline, setOffline] = useState(() => !platform.online())
  useEffect(() => {
    const stops = [platform.onOffline(() => setOffline(true)), platform.onOnline(() => setOffline(false))]
    return () => {
      for (const stop of stops) stop()
    }
  }, [platform])
  useEffect(() => {
    if (isOffline) say(texts.offline)
  }, [isOffline, say, texts])
  if (!isOffline) return null
  return (
    <div class="offline">
      <Icon name="offline" />
      <span>{texts.offline}</span>
    </div>
  )
}

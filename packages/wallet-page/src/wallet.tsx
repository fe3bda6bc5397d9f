import type { VNode } from 'preact'
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { createShelf } from './data/shelf.ts'
import { useLatest } from './data/use-latest.ts'
import { type Desk, DeskContext, type Shelves, UserContext } from './desk.ts'
import { Frame, Head } from './frame.tsx'
import { Page, pageKey } from './page.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import { Skeleton } from './parts/skeleton.tsx'
import { TroublePage } from './parts/trouble-page.tsx'
import { writePlace } from './place.ts'
import type { Platform } from './platform.ts'
import type { Texts } from '@alter/connect/languages/wallet-texts'
import { usePlace } from './use-place.ts'
import { useSession } from './use-session.ts'
import { vaultClient } from './vault/client.ts'

function createShelves(_user: string | undefined): Shelves {
  return {
    home: createShelf(),
    app: createShelf(),
    connection: createShelf(),
    approval: createShelf(),
    filters: createShelf(),
    activity: createShelf(),
  }
}

/** All pages of the Wallet. */
export function Wallet({ platform, texts }: { platform: Platform; texts: Texts }): VNode {
  const client = useMemo(() => vaultClient(platform, texts.locale), [platform, texts])
  const [session, send] = useSession(platform, client)
  const mainRef = useRef<HTMLElement>(null)
  const { place, hasMoved } = usePlace(platform, mainRef)
  const movedRef = useLatest(hasMoved)
  const [said, setSaid] = useState({ text: '', times: 0 })
  const say = useCallback((text: string) => setSaid(({ times }) => ({ text, times: times + 1 })), [])

  const user = session.status === 'signed_in' ? session.wallet.user.label : undefined
  // Data of one user must not be shown to the next.
  const shelves = useMemo(() => createShelves(user), [user])

  const desk = useMemo(
    (): Desk => ({
      platform,
      client,
      texts,
      shelves,
      say,
      send,
      go: (to, history = 'add') => platform.go(writePlace(to), history),
      toHeading() {
        // After the result is drawn.
        platform.after(0, () => mainRef.current?.querySelector('h1')?.focus())
      },
      hasMoved: () => movedRef.current ?? false,
    }),
    [platform, client, texts, shelves, say, send, movedRef],
  )

  useEffect(() => {
    // A new user must not see the scroll position of the last one.
    if (user === undefined) platform.scrollTo(0)
  }, [platform, user])

  useEffect(
    () =>
      platform.onLostFocus(() => {
        const { current: main } = mainRef
        // A user who reads further down is not scrolled away.
        ;(main?.querySelector('h1') ?? main)?.focus({ preventScroll: true })
      }),
    [platform],
  )

  return (
    <DeskContext.Provider value={desk}>
      {session.status === 'signed_in' && (
        <UserContext.Provider value={session.wallet}>
          <Frame mainRef={mainRef} head={<Head place={place} />}>
            <Page key={`${user} ${pageKey(place)}`} place={place} />
          </Frame>
        </UserContext.Provider>
      )}
      {session.status === 'asking' && (
        <Frame mainRef={mainRef} isBusy>
          <Skeleton />
        </Frame>
      )}
      {session.status === 'signed_out' && (
        <Frame mainRef={mainRef}>
          <SignInPage ways={session.ways} farewell={session.farewell} place={place} />
        </Frame>
      )}
      {session.status === 'stuck' && (
        <Frame mainRef={mainRef}>
          <TroublePage trouble={session.trouble} retry={() => send({ type: 'retried' })} />
        </Frame>
      )}
      <p class="quiet" role="status" key="status">
        {/** A screen reader announces the same text again only if something differs. */}
        {said.text}
        {said.times % 2 === 0 ? '' : '\u00a0'}
      </p>
    </DeskContext.Provider>
  )
}

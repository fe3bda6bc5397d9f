import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { pageKey } from './page.tsx'
import { type Place, readPlace } from './place.ts'
import type { Platform } from './platform.ts'

interface Stay {
  place: Place
  /** The saved scroll position, if the user returns to the page. */
  scroll: number | undefined
  /** Whether the user came from another page of the Wallet. */
  hasMoved: boolean
}

/**
 * The page that the address names. A new page starts at its top, or at its saved position, with the focus on its
 * content.
 * @param mainRef gets the focus until the page has a heading
 */
export function usePlace(platform: Platform, mainRef: RefObject<HTMLElement | null>): Stay {
  const [stay, setStay] = useState<Stay>(() => ({
    place: readPlace(platform.path()),
    scroll: undefined,
    hasMoved: false,
  }))
  useEffect(
    () =>
      platform.onPlace((scroll) => setStay({ place: readPlace(platform.path()), scroll, hasMoved: true })),
    [platform],
  )
  const shownRef = useRef(pageKey(stay.place))
  useLayoutEffect(() => {
    const key = pageKey(stay.place)
    if (key === shownRef.current) return
    shownRef.current = key
    mainRef.current?.focus({ preventScroll: true })
    platform.scrollTo(stay.scroll ?? 0)
  }, [platform, mainRef, stay])
  return stay
}

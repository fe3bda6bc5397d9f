import { type FocusEvent, type RefObject, useEffect, useRef } from 'react'

interface Place {
  grant: string | undefined
  provider: string | undefined
}

export interface KeepFocus {
  ref: RefObject<HTMLElement | null>
  onFocus: (event: FocusEvent<HTMLElement>) => void
  onBlur: (event: FocusEvent<HTMLElement>) => void
}

/**
 * Keeps the keyboard's place when the focused element goes away with a change of the list: the next best is its
 * account, then its provider, then the whole.
 */
export function useKeepFocus(): KeepFocus {
  const ref = useRef<HTMLElement>(null)
  const place = useRef<Place>(undefined)

  useEffect(() => {
    if (!place.current || !ref.current || document.activeElement !== document.body) return
    const items = [...ref.current.querySelectorAll<HTMLElement>('li')]
    const { grant, provider } = place.current
    const item =
      items.find(({ dataset }) => grant !== undefined && dataset['grant'] === grant) ??
      items.find(({ dataset }) => provider !== undefined && dataset['provider'] === provider)
    const next = item?.querySelector('button') ?? ref.current
    next.focus({ preventScroll: true })
  })

  return {
    ref,
    onFocus({ target }) {
      place.current = {
        grant: target.closest<HTMLElement>('li[data-grant]')?.dataset['grant'],
        provider: target.closest<HTMLElement>('li[data-provider]')?.dataset['provider'],
      }
    },
    onBlur({ target }) {
      // Still the active element: the whole window lost the focus, most likely to the one we opened.
      if (document.activeElement !== target) place.current = undefined
    },
  }
}
